import { createLocalSubgraph, type Subgraph, type SubgraphRequest } from '@supergraph/engine';
import type { LocalSubgraph } from '@supergraph/service-kit/subgraph/start-local-subgraph.ts';
import { readIdentity } from '../gateway-context.ts';

/**
 * Creates the client of a subgraph in this process. The subgraph receives the viewer that the gateway has verified; one
 * in another process receives a signed token. In both cases the subgraph itself decides what the viewer may see.
 */
export function createInProcessSubgraph(
  { schema, createContext, formatError }: LocalSubgraph,
  { timeoutMs }: { readonly timeoutMs: number },
): Subgraph {
  return createLocalSubgraph({
    schema,
    contextValue: (request: SubgraphRequest) => createContext(readIdentity(request.client).viewer, request),
    formatError,
    timeoutMs,
  });
}
