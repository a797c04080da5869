import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { createGateway } from '@supergraph/engine';
import { apolloServerOptions } from '@supergraph/service-kit/apollo-server-options.ts';
import { createKnownOperationsServer } from '@supergraph/service-kit/known/known-operations-server.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { serveApollo } from './serve-apollo.ts';

/** Serves our engine with its default options and known operations, as our gateway does. */
export async function serveOurs(supergraphSdl: string): Promise<number> {
  const log = createLog({ service: 'bench', mode: 'production', level: 'warn' });
  const server = createKnownOperationsServer({
    ...apolloServerOptions(log),
    gateway: createGateway({ supergraphSdl }),
    plugins: [ApolloServerPluginUsageReportingDisabled()],
  });
  return serveApollo(server);
}
