import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';

/** Creates the Apollo Server that both gateways run in. Only the gateway differs. */
export function createApolloServer(gateway: GatewayInterface): ApolloServer {
  return new ApolloServer({
    gateway,
    plugins: [ApolloServerPluginUsageReportingDisabled()],
    stopOnTerminationSignals: false,
  });
}
