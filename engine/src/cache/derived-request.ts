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
  return Object.assign(new DerivedRequest(given, variables), changes);
}

/** A class, since V8 makes a hidden class for each object literal with a getter. */
class DerivedRequest implements SubgraphRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly operationKind: SubgraphRequest['operationKind'];
  readonly body: string;
  readonly path: readonly string[];
  readonly representations: SubgraphRequest['representations'];
  readonly types: SubgraphRequest['types'];
  readonly client: ClientRequest;
  readonly signal: AbortSignal | undefined;
  readonly deadline: number | undefined;
  readonly observer: SubgraphRequest['observer'];
  readonly headers?: Readonly<Record<string, string>>;
  readonly #variables: () => SubgraphRequest['variables'];

  constructor(given: SubgraphRequest, variables: () => SubgraphRequest['variables']) {
    this.query = given.query;
    this.operationName = given.operationName;
    this.operationKind = given.operationKind;
    this.body = given.body;
    this.path = given.path;
    this.representations = given.representations;
    this.types = given.types;
    this.client = given.client;
    this.signal = given.signal;
    this.deadline = given.deadline;
    this.observer = given.observer;
    if (given.headers) this.headers = given.headers;
    this.#variables = variables;
  }

  get variables(): SubgraphRequest['variables'] {
    return this.#variables();
  }
}
