import { createLocalSubgraph, type Subgraph, type SubgraphRequest } from '@supergraph/engine';
import type { LocalSubgraph } from '@supergraph/service-kit/subgraph/start-local-subgraph.ts';
import { readIdentity } from '../gateway-context.ts';

/**
 * Creates the client of a subgraph that runs in this process. It is told the viewer whom the gateway has verified,
 * where one in another process is told by a signed token; what it may answer to whom it decides itself in both.
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
