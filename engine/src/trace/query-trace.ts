/** Trace of one operation in `extensions.trace`. Times are in milliseconds. It contains no address of a subgraph. */
export interface QueryTrace {
  /** Time from the parsed operation until the complete answer. */
  readonly ms: number;
  /** `cached` is true if the plan came from the cache. */
  readonly planning: { readonly cached: boolean; readonly ms: number };
  /** Plan, or null if no subgraph is needed. */
  readonly plan: TraceNode | null;
  /** Fields that the client selected, in its order. */
  readonly fields: readonly FieldSource[];
}

/** Step of the plan. */
export type TraceNode =
  | { readonly kind: 'Sequence'; readonly nodes: readonly TraceNode[] }
  | { readonly kind: 'Parallel'; readonly nodes: readonly TraceNode[] }
  /** Step for objects of the answer. `path` has the client's response names, with "@" for lists. */
  | { readonly kind: 'Flatten'; readonly path: readonly string[]; readonly node: TraceNode }
  /** Only the branch for the variable's value is executed. */
  | {
      readonly kind: 'Condition';
      readonly variable: string;
      readonly value: boolean;
      readonly ifTrue?: TraceNode;
      readonly ifFalse?: TraceNode;
    }
  /**
   * Step whose deferred parts are delivered later. `primary` is absent if the initial result needs no
   * subgraph.
   */
  | { readonly kind: 'Defer'; readonly primary?: TraceNode; readonly deferred: readonly TracedPart[] }
  | TracedFetch;

/** Deferred part of the plan. */
export interface TracedPart {
  /** Path of the part's objects in the client's response names, without lists. */
  readonly path: readonly string[];
  /** Label that the client gave; absent if it gave none. */
  readonly label?: string;
  /** Step of the part, or absent if the surrounding part fetches all of it. */
  readonly node?: TraceNode;
}

/** Fetch of the plan, with its request if it was sent. */
export interface TracedFetch {
  readonly kind: 'Fetch';
  readonly subgraph: string;
  /** Operation for the subgraph, without the values of variables. */
  readonly operation: string;
  /**
   * `skipped` if nothing was sent, because of a condition or because there was no object to fetch for. In the trace of a
   * first result, fetches of deferred parts are `pending`, or `skipped` if they are not sent yet.
   */
  readonly outcome: 'answered' | 'failed' | 'pending' | 'skipped';
  /** Request, or undefined if the fetch was skipped. */
  readonly request?: TracedRequest;
}

/** Request to a subgraph. */
export interface TracedRequest {
  /** Start, from the time when the gateway had the operation. */
  readonly startMs: number;
  /** Duration until its answer was read, including waits and retries. If it is pending, the duration so far. */
  readonly durationMs: number;
  /** HTTP status of the last answer; absent if there was no answer or no HTTP. */
  readonly status?: number;
  /** Sizes of the bodies on the wire, including all attempts; absent if unknown. */
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  /** Number of retries; absent if there were none. */
  readonly retries?: number;
  /** For entities: the number of objects, and the number of distinct representations that were sent for them. */
  readonly representations?: { readonly asked: number; readonly sent: number };
  /**
   * Part that a cache had in the answer; absent if there is no cache for it. Root fields count as one value. `stale` is the
   * number of hits that were no longer fresh, and the age is that of the oldest hit.
   */
  readonly cache?: {
    readonly hits: number;
    readonly misses: number;
    readonly stale: number;
    readonly ageSeconds: number;
  };
  /** Distinct codes of its errors; absent if there were none. */
  readonly errors?: readonly string[];
}

/** Subgraphs that answered a field. */
export interface FieldSource {
  /** Client response names from the root. All elements of a list count as one. */
  readonly path: readonly string[];
  /** Subgraphs whose answers have the field. Empty if no subgraph was requested, or if all requests failed. */
  readonly subgraphs: readonly string[];
}
