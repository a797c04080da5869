import type { CacheHeaders, ClientRequest, SubgraphRequest } from '../subgraphs/subgraph.ts';

/** Restriction of how long an answer may be cached. */
export type Restriction = CacheHeaders | 'private';

/** Returns a client whose restrictions of the cache go elsewhere. */
export function withRestriction(
  { headers, contextValue, origin }: ClientRequest,
  restrictCache: ClientRequest['restrictCache'],
): ClientRequest {
  return { headers, contextValue, origin, restrictCache };
}

/** Returns a request with other values. `variables` is still read only if it is needed. */
export function deriveRequest(
  given: SubgraphRequest,
  changes: Partial<Omit<SubgraphRequest, 'variables'>>,
  variables = (): SubgraphRequest['variables'] => given.variables,
): SubgraphRequest {
  return {
    query: given.query,
    operationName: given.operationName,
    operationKind: given.operationKind,
    body: given.body,
    path: given.path,
    representations: given.representations,
    types: given.types,
    client: given.client,
    signal: given.signal,
    deadline: given.deadline,
    observer: given.observer,
    ...(given.headers && { headers: given.headers }),
    ...changes,
    get variables() {
      return variables();
    },
  };
}
