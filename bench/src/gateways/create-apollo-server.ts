import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';

/** The Apollo Server both gateways run in: same options, only the gateway differs. */
export function createApolloServer(gateway: GatewayInterface): ApolloServer {
  return new ApolloServer({
    gateway,
    plugins: [ApolloServerPluginUsageReportingDisabled()],
    stopOnTerminationSignals: false,
  });
}
