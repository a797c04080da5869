/** How one operation was executed, as `extensions.trace` tells it. Times are milliseconds. It has no address of a subgraph. */
export interface QueryTrace {
  /** From when the gateway had the parsed operation until its answer was complete. */
  readonly ms: number;
  /** `cached` where the plan was there already. */
  readonly planning: { readonly cached: boolean; readonly ms: number };
  /** Null where no subgraph is needed. */
  readonly plan: TraceNode | null;
  /** The fields that the client asked for, in its order. */
  readonly fields: readonly FieldSource[];
}

/** A step of the plan. */
export type TraceNode =
  | { readonly kind: 'Sequence'; readonly nodes: readonly TraceNode[] }
  | { readonly kind: 'Parallel'; readonly nodes: readonly TraceNode[] }
  /** What is asked about objects of the answer: their path in the client's response names, with "@" for lists. */
  | { readonly kind: 'Flatten'; readonly path: readonly string[]; readonly node: TraceNode }
  /** The branch for the variable's value is executed, the other one is not. */
  | {
      readonly kind: 'Condition';
      readonly variable: string;
      readonly value: boolean;
      readonly ifTrue?: TraceNode;
      readonly ifFalse?: TraceNode;
    }
  | TracedFetch;

/** A request to a subgraph, or why there was none. */
export interface TracedFetch {
  readonly kind: 'Fetch';
  readonly subgraph: string;
  /** As the subgraph is asked, without the values of variables. */
  readonly operation: string;
  /** `skipped` where nothing was asked: by a condition, or since there was no object to ask about. */
  readonly outcome: 'answered' | 'failed' | 'skipped';
  /** Absent where it was skipped. */
  readonly request?: TracedRequest;
}

/** What a request to a subgraph took. */
export interface TracedRequest {
  /** When it began, after the gateway had the operation. */
  readonly startMs: number;
  /** Until its answer was read, waiting and retries included. */
  readonly durationMs: number;
  /** Of HTTP, and of the last answer; absent without an answer, or where the subgraph is not asked by HTTP. */
  readonly status?: number;
  /** Of the bodies as they go over the wire, retries included, arrived or not; absent where that is not known. */
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  /** How often it was sent again; absent where it was not. */
  readonly retries?: number;
  /** For entities: of how many objects something was asked, and how many distinct representations were sent for them. */
  readonly representations?: { readonly asked: number; readonly sent: number };
  /** The codes of its errors, each once; absent without errors. */
  readonly errors?: readonly string[];
}

/** Who answered a field. */
export interface FieldSource {
  /** The client's response names from the root; the elements of lists count as one. */
  readonly path: readonly string[];
  /** The subgraphs whose answers have the field; none where nobody was asked for it, or whoever was has failed. */
  readonly subgraphs: readonly string[];
}
