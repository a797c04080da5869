import type { GatewayExecutionResult, GatewayInterface } from '@apollo/server-gateway-interface';
import { createGateway } from '@supergraph/engine';
import { createApolloServer } from './create-apollo-server.ts';
import { serveApollo } from './serve-apollo.ts';

/**
 * Serves Apollo Server with an executor that returns a stored answer: the least cost of any engine below Apollo Server.
 * Our engine executes the first request, and its answer serves all later ones. So it serves one operation with one set of
 * variables.
 */
export async function serveFloor(supergraphSdl: string): Promise<number> {
  return serveApollo(createApolloServer(keepFirstAnswer(createGateway({ supergraphSdl }))));
}

function keepFirstAnswer(gateway: GatewayInterface): GatewayInterface {
  return {
    onSchemaLoadOrUpdate: (listener) => gateway.onSchemaLoadOrUpdate(listener),
    async load(options) {
      const { executor } = await gateway.load(options);
      if (executor === null) throw new Error('A gateway that is measured must execute operations');
      let kept: GatewayExecutionResult | undefined;
      return {
        executor: async (context) => {
          kept ??= await executor(context);
          return kept;
        },
      };
    },
    stop: () => gateway.stop(),
  };
}
