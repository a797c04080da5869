/** Service that answers the gateway's GraphQL requests. Implement it to reach subgraphs in another way. */
export interface Subgraph {
  /**
   * Answers one request. The gateway validates the result. Rejects if there is no answer, with a {@link
   * SubgraphError} if the code is known. Called once for each fetch; only {@link createResilientSubgraph} retries.
   */
  execute(request: SubgraphRequest): Promise<SubgraphAnswer>;
  /**
   * Starts a subscription. Each item is the answer to one event; the iteration ends with the subscription.
   * Sends nothing before the first `next`. `return` ends the subscription, also while `next` waits. The signal of the
   * request aborts too, for generators, whose `return` would wait for `next`. Rejects with a {@link SubgraphError} if
   * the subgraph refuses the subscription, or if it breaks and cannot be resumed. Absent if the subgraph has queries
   * and mutations only.
   */
  subscribe?(request: SubscriptionRequest): AsyncIterable<SubgraphEvent>;
  /** Releases connections. No request follows. */
  close?(): Promise<void>;
}

/** Request of the gateway to a subgraph, with its client. */
export interface SubgraphRequest {
  /** Text of the operation. It is the same string for every request of the same fetch, so it can key a cache. */
  readonly query: string;
  readonly operationName: string | undefined;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** Computed when it is read. A copy of the request by `{ ...request }` lacks it. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Request as the JSON body of GraphQL over HTTP. Reading `variables` parses it. */
  readonly body: string;
  /** JSON texts of the representations, if the variable `representations` of `_entities` has them; otherwise undefined. */
  readonly representations?: readonly string[] | undefined;
  /** Returns the names of the types whose objects an answer can contain, below the entities if it requests some. */
  readonly types?: (() => readonly string[]) | undefined;
  /** Path of the fetch's objects in the client's answer, by response names. `@` stands for every list element. */
  readonly path: readonly string[];
  /** Headers for this request only; present only for requests of the supergraph's manager. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Signal that aborts when the client disconnects; undefined for mutations, which always run to completion. */
  readonly signal: AbortSignal | undefined;
  /** Time at which the answer is no longer needed, by `performance.now()`; undefined if there is no deadline. */
  readonly deadline: number | undefined;
  readonly client: ClientRequest;
  /** Observer of the HTTP exchanges; present only if the operation is observed. */
  readonly observer?: ExchangeObserver | undefined;
}

/** Request for a subscription. */
export interface SubscriptionRequest extends SubgraphRequest {
  readonly operationKind: 'subscription';
  /**
   * Cursor after which the subscription resumes, or undefined to begin now. Takes precedence over variables.
   */
  readonly after?: string | undefined;
  /**
   * Called with each cursor up to which the caller has everything. A subgraph may send one without an event, also before
   * the first event.
   */
  readonly onCursor?: ((cursor: string) => void) | undefined;
}

/** Answer of a subgraph to one event of a subscription. */
export interface SubgraphEvent extends SubgraphAnswer {
  /** Cursor after which the subscription can be resumed without this event; undefined if it cannot. */
  readonly cursor?: string | undefined;
}

/** Observer of a subgraph's HTTP exchanges. Byte counts are those of the bodies on the wire. */
export interface ExchangeObserver {
  /** Called when a request is sent, including retries. */
  onRequest(bytes: number): void;
  /** Called when an answer was read. `bytes` is undefined if unknown. */
  onResponse(status: number, bytes?: number): void;
  /** Headers to send, such as `traceparent`. default: none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Client request that a subgraph request serves. */
export interface ClientRequest {
  /** HTTP headers of the client, or undefined if the operation did not come over HTTP. */
  readonly headers: ClientHeaders | undefined;
  /** Context of the operation, such as Apollo Server's `contextValue`. */
  readonly contextValue: Readonly<Record<string, unknown>>;
  /** `gateway` for requests that the gateway itself makes, such as health checks. */
  readonly origin: 'client' | 'gateway';
  /**
   * Restricts how long the client's whole answer may be cached. A subgraph calls it for each answer. If none calls
   * it, Apollo Server marks the answer as not cacheable.
   */
  readonly restrictCache: RestrictCache;
}

/** Cache headers of a subgraph's HTTP answer. A header is undefined if absent. */
export interface CacheHeaders {
  readonly cacheControl?: string | undefined;
  readonly age?: string | undefined;
}

/**
 * Function that restricts how long a client's whole answer may be cached, by the headers of one subgraph's answer.
 * `private` means that the answer must not be shared with other clients.
 */
export type RestrictCache = (restriction: CacheHeaders | 'private') => void;

/** HTTP headers of the client, by lower-case name. */
export interface ClientHeaders {
  get(name: string): string | null | undefined;
}

/** Answer of a subgraph as received. Nothing in it is validated yet. */
export interface SubgraphAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly [cacheUse]?: CacheUse | undefined;
}

/** Key of the part that a cache had in an answer. It is a symbol, so that no subgraph can send it. */
export const cacheUse: unique symbol = Symbol('cache use');

/** Part that a cache had in an answer. */
export interface CacheUse {
  readonly kind: 'root' | 'entity';
  /** Number of entities from the cache, or 1 for an answer with root fields. */
  readonly hits: number;
  readonly misses: number;
  /** Number of the hits that were used although they were no longer fresh. */
  readonly stale: number;
  /** Age of the oldest value from the cache, in seconds. */
  readonly ageSeconds: number;
  /** Failure of the request for the misses, and the representations without a value in the cache either, by index. */
  readonly failed?: { readonly cause: unknown; readonly lost: ReadonlySet<number> } | undefined;
}

/** Request without a client, for requests that the gateway itself makes. */
export const noClient: ClientRequest = {
  headers: undefined,
  contextValue: {},
  origin: 'gateway',
  restrictCache: () => {},
};
