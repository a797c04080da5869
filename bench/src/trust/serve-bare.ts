import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import {
  createGateway,
  createHttpSubgraph,
  createResilientSubgraph,
  type GatewayOptions,
} from '@supergraph/engine';
import { type GatewayConfig, readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { createOperationCheck } from '@supergraph/gateway/http/operation-check.ts';
import { createErrorMask } from '@supergraph/service-kit/errors.ts';
import { createGraphqlRoute } from '@supergraph/service-kit/http/graphql-route.ts';
import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { startHttpServer } from '@supergraph/service-kit/http/http-server.ts';
import { createCacheControlPlugin } from '@supergraph/service-kit/known/cache-control-plugin.ts';
import { createKnownOperationsServer } from '@supergraph/service-kit/known/known-operations-server.ts';
import { createLog } from '@supergraph/service-kit/log.ts';

interface Context {
  readonly requestId: string;
  readonly signal: AbortSignal;
}

const authenticate = async ({ requestId, signal }: HttpRequest): Promise<Context> => ({ requestId, signal });

/**
 * Serves the parts of the gateway without its security features. Everything else, such as deadlines and retries, is the
 * same. Returns the port.
 */
export async function serveBare(
  supergraphSdl: string,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const config = readGatewayConfig(env);
  const log = createLog({ service: 'bare', mode: config.mode, level: config.logLevel });
  const server = createKnownOperationsServer<Context>({
    gateway: createGateway({
      supergraphSdl,
      createSubgraph: createSubgraphs(config),
      requestTimeoutMs: config.subgraphs.answerTimeoutMs,
      clientSignal: ({ contextValue: { signal } }) => (signal instanceof AbortSignal ? signal : undefined),
    }),
    introspection: false,
    plugins: [ApolloServerPluginLandingPageDisabled(), createCacheControlPlugin(), createOperationCheck()],
    formatError: createErrorMask(log),
    persistedQueries: false,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    logger: log,
  });
  await server.start();
  const graphql = createGraphqlRoute({
    server,
    maxBodyBytes: config.server.maxBodyBytes,
    maxResponseBytes: config.server.maxResponseBytes,
    authenticate,
    createContext: (context) => context,
  });
  const { url } = await startHttpServer({
    host: config.server.host,
    port: config.server.port,
    portVariable: 'PORT',
    settings: config.server,
    connectionLimits: config.connections,
    log,
    routes: { '/graphql': graphql },
  });
  return Number(new URL(url).port);
}

/** Sends subgraphs the request id, as the gateway does, but no identity. */
function createSubgraphs({ subgraphs }: GatewayConfig): NonNullable<GatewayOptions['createSubgraph']> {
  const { timeoutMs, maxResponseBytes, resilience } = subgraphs;
  return ({ name, url }) => {
    const subgraph = createHttpSubgraph({
      name,
      url,
      timeoutMs,
      maxResponseBytes,
      connections: resilience.concurrency,
      headers: ({ client }) => ({ 'x-request-id': String(client.contextValue.requestId) }),
    });
    return createResilientSubgraph(subgraph, resilience);
  };
}
