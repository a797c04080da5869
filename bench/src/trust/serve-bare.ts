import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { createGateway } from '@supergraph/engine';
import { createGraphqlRoute } from '@supergraph/service-kit/http/graphql-route.ts';
import { startHttpServer } from '@supergraph/service-kit/http/http-server.ts';
import { createLog } from '@supergraph/service-kit/log.ts';

/** Serves what the gateway is built of and nothing that it guards with. Answers the port. */
export async function serveBare(supergraphSdl: string): Promise<number> {
  const log = createLog({ service: 'bare', mode: 'production', level: 'warn' });
  const server = new ApolloServer({
    gateway: createGateway({ supergraphSdl }),
    introspection: false,
    plugins: [ApolloServerPluginLandingPageDisabled()],
    persistedQueries: false,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    logger: log,
  });
  await server.start();
  const graphql = createGraphqlRoute({ server, maxBodyBytes: 1_000_000, createContext: async () => ({}) });
  const { url } = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    shutdownDelayMs: 0,
    log,
    routes: { '/graphql': graphql },
  });
  return Number(new URL(url).port);
}
