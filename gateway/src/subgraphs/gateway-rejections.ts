import { type Subgraph, type SubgraphAnswer, SubgraphError } from '@supergraph/engine';

export type GatewayRejections = ReturnType<typeof createGatewayRejections>;

/** Creates a watch for subgraphs that do not accept this gateway's tokens. */
export function createGatewayRejections() {
  const refusing = new Set<string>();
  return {
    /** Returns the subgraph with a watch on its answers. */
    watch(name: string, subgraph: Subgraph): Subgraph {
      const onAnswer = (answer: SubgraphAnswer): SubgraphAnswer => {
        refusing.delete(name);
        return answer;
      };
      const onFailure = (error: unknown): never => {
        if (error instanceof SubgraphError && error.code === 'GATEWAY_REFUSED') refusing.add(name);
        throw error;
      };
      return {
        execute: (request) => subgraph.execute(request).then(onAnswer, onFailure),
        ...(subgraph.subscribe && { subscribe: subgraph.subscribe.bind(subgraph) }),
        close: async () => {
          refusing.delete(name);
          await subgraph.close?.();
        },
      };
    },
    /** Returns one sentence for each subgraph that refused the gateway with its latest answer. */
    warnings: (): readonly string[] =>
      [...refusing].map(
        (name) =>
          `The subgraph "${name}" refuses this gateway. Its INTERNAL_PUBLIC_KEYS_FILE must hold this gateway's key, and the clocks must agree.`,
      ),
  };
}
