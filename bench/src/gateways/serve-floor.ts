import type { GatewayExecutionResult, GatewayInterface } from '@apollo/server-gateway-interface';
import { createGateway } from '@supergraph/engine';
import { createApolloServer } from './create-apollo-server.ts';
import { serveApollo } from './serve-apollo.ts';

/**
 * Serves Apollo Server with an executor that returns a stored answer: the least cost of any engine below Apollo Server.
 * Our engine executes the first request of each operation, and its answer serves all later ones. So it serves one set of
 * variables for each operation.
 */
export async function serveFloor(supergraphSdl: string): Promise<number> {
  return serveApollo(createApolloServer(keepFirstAnswers(createGateway({ supergraphSdl }))));
}

function keepFirstAnswers(gateway: GatewayInterface): GatewayInterface {
  return {
    onSchemaLoadOrUpdate: (listener) => gateway.onSchemaLoadOrUpdate(listener),
    async load(options) {
      const { executor } = await gateway.load(options);
      if (executor === null) throw new Error('A gateway that is measured must execute operations');
      const kept = new Map<string, GatewayExecutionResult>();
      return {
        executor: async (context) => {
          const answer = kept.get(context.queryHash) ?? (await executor(context));
          kept.set(context.queryHash, answer);
          return answer;
        },
      };
    },
    stop: () => gateway.stop(),
  };
}
