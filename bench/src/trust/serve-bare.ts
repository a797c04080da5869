import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { createGateway, createHttpSubgraph, type GatewayOptions } from '@supergraph/engine';
import { createOperationNameCheck } from '@supergraph/gateway/policy/operation-name-check.ts';
import { createErrorMask } from '@supergraph/service-kit/errors.ts';
import { createGraphqlRoute } from '@supergraph/service-kit/http/graphql-route.ts';
import { type HttpRequest, startHttpServer } from '@supergraph/service-kit/http/http-server.ts';
import { createLog } from '@supergraph/service-kit/log.ts';

interface Context {
  readonly requestId: string;
}

const createContext = async ({ requestId }: HttpRequest): Promise<Context> => ({ requestId });

/** Tells the subgraph the request id, as the gateway does, and not who asks. */
const createSubgraph: NonNullable<GatewayOptions['createSubgraph']> = ({ name, url }) =>
  createHttpSubgraph({
    name,
    url,
    headers: ({ client }) => ({ 'x-request-id': String(client.contextValue.requestId) }),
  });

/** Serves what the gateway is built of and nothing that it guards with. Answers the port. */
export async function serveBare(supergraphSdl: string): Promise<number> {
  const log = createLog({ service: 'bare', mode: 'production', level: 'warn' });
  const server = new ApolloServer<Context>({
    gateway: createGateway({ supergraphSdl, createSubgraph }),
    introspection: false,
    plugins: [ApolloServerPluginLandingPageDisabled(), createOperationNameCheck()],
    formatError: createErrorMask(log),
    persistedQueries: false,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    logger: log,
  });
  await server.start();
  const graphql = createGraphqlRoute({ server, maxBodyBytes: 1_000_000, createContext });
  const { url } = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs: 0 },
    log,
    routes: { '/graphql': graphql },
  });
  return Number(new URL(url).port);
}
