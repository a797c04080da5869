import type { OperationDefinitionNode } from 'graphql';
import type { Fetch } from '../compile/fetch.ts';
import type { CacheUse, ClientRequest, ExchangeObserver } from '../subgraphs/subgraph.ts';

/** Operation that the engine has read. */
export interface ObservedOperation {
  readonly client: ClientRequest;
  /** Text of the document. */
  readonly text: string;
  /** Operation of the document. It is the same object while its document is cached. */
  readonly operation: OperationDefinitionNode;
  /** True for each event of a subscription, false for the operation that a client sent. */
  readonly isEvent: boolean;
  /** Undefined if the document was cached, or if the caller had parsed it. */
  readonly reading: DocumentReading | undefined;
}

/** Times at which a document was read, by `performance.now()`. */
export interface DocumentReading {
  readonly beganAt: number;
  readonly parsedAt: number;
  readonly validatedAt: number;
}

/** Observer of one operation, for metrics or traces of any vendor. It must not throw. */
export interface OperationObserver {
  planningBegins(): void;
  planningEnds(outcome: 'cached' | 'planned' | 'failed'): void;
  /** Called with the estimated cost, if costs are estimated. */
  costEstimated(cost: number): void;
  /**
   * Called when a fetch is sent. `slots` has the index of each object's representation: -1 for none, empty for root
   * fields. A fetch that needs several requests is sent several times.
   */
  fetchBegins(fetch: Fetch, slots: readonly number[]): FetchObserver;
  /** Called if a fetch has no usable answer. */
  fetchFailed(fetch: Fetch): void;
  /** Called with the code of each error of a fetch. */
  errorFound(fetch: Fetch, code: string): void;
  /** Called once, when the operation has ended. */
  ends(outcome: OperationOutcome): void;
}

/** Outcome of an operation: data alone, an answer with errors, or no answer. */
export type OperationOutcome = 'data' | 'errors' | 'refused';

/** Observer of one request of a fetch. Its subgraph reports the HTTP exchanges. */
export interface FetchObserver extends ExchangeObserver {
  /** Called if a cache had a part in the answer. Without misses nothing was sent. */
  cacheUsed?(use: CacheUse): void;
  /** Called when the answer is read. `code` is that of the failure, or undefined if there is an answer. */
  ends(code?: string): void;
}

/** Returns an observer that calls both, or the only one. */
export function bothObservers(
  one: OperationObserver | undefined,
  other: OperationObserver | undefined,
): OperationObserver | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    planningBegins() {
      one.planningBegins();
      other.planningBegins();
    },
    planningEnds(outcome) {
      one.planningEnds(outcome);
      other.planningEnds(outcome);
    },
    costEstimated(cost) {
      one.costEstimated(cost);
      other.costEstimated(cost);
    },
    fetchBegins: (fetch, slots) =>
      bothFetches(one.fetchBegins(fetch, slots), other.fetchBegins(fetch, slots)),
    fetchFailed(fetch) {
      one.fetchFailed(fetch);
      other.fetchFailed(fetch);
    },
    errorFound(fetch, code) {
      one.errorFound(fetch, code);
      other.errorFound(fetch, code);
    },
    ends(outcome) {
      one.ends(outcome);
      other.ends(outcome);
    },
  };
}

function bothFetches(one: FetchObserver, other: FetchObserver): FetchObserver {
  return {
    onRequest(bytes) {
      one.onRequest(bytes);
      other.onRequest(bytes);
    },
    onResponse(status, bytes) {
      one.onResponse(status, bytes);
      other.onResponse(status, bytes);
    },
    headers:
      one.headers && other.headers ? { ...one.headers, ...other.headers } : (one.headers ?? other.headers),
    cacheUsed(use) {
      one.cacheUsed?.(use);
      other.cacheUsed?.(use);
    },
    ends(code) {
      one.ends(code);
      other.ends(code);
    },
  };
}
