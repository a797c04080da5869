import { getHeapStatistics } from 'node:v8';
import type { AuthorizationOptions } from './authorization/authorization-options.ts';
import type { CostOptions } from './cost/cost-options.ts';
import type { SubgraphFailure } from './execution/execution.ts';
import { readNumbers } from './number-options.ts';
import type { PlanningLimits } from './planning/planner-pool.ts';
import type { ClientRequest, Subgraph } from './subgraphs/subgraph.ts';
import type { SubgraphDefinition } from './supergraph/join-directives.ts';
import type { SupergraphSource } from './supergraph/supergraph-source.ts';
import type { SupergraphEvent } from './supergraph/supergraph-status.ts';
import type { ObservedOperation, OperationObserver } from './trace/operation-observer.ts';

/** Options of an engine. */
export interface EngineOptions {
  /** Supergraph SDL (Federation 2), as @apollo/composition composes it, or a source of SDL that can change. */
  readonly supergraph: string | SupergraphSource;
  /**
   * Creates the client of a subgraph; called once for each subgraph. default: a resilient HTTP subgraph at the URL in
   * the supergraph
   */
  readonly createSubgraph?: (subgraph: SubgraphDefinition) => Subgraph;
  /**
   * Called with each error that fails an operation, or a function of these options, for the log. The client's answer
   * does not contain it. default: none
   */
  readonly onError?: (message: string, cause: unknown, client: ClientRequest) => void;
  /** Called when a supergraph is served or refused. default: none */
  readonly onSupergraph?: (event: SupergraphEvent) => void;
  /** Called for each fetch that failed as a whole, with its cause, which no client receives. default: none */
  readonly onSubgraphError?: (failure: SubgraphFailure) => void;
  /**
   * Called with the subgraph of each fetch that is aborted because its client has disconnected. default: none
   */
  readonly onClientGone?: (subgraph: string) => void;
  /**
   * Returns the labels of @override(label:) that are on for a request. Plans are cached for each set of labels.
   * `percent(n)` is on for n of a hundred requests without being listed. default: none
   */
  readonly overrideLabels?: (client: ClientRequest) => Iterable<string>;
  /** Options for @authenticated, @requiresScopes and @policy. default: a supergraph that uses one of them is refused */
  readonly authorization?: AuthorizationOptions;
  /** Cost limits of operations, and a listener for the estimates. default: no estimates */
  readonly cost?: CostOptions;
  /**
   * Returns true if a client may receive a trace of its operation in `extensions.trace` (`QueryTrace`). It has the
   * plan, the timing of each subgraph request, and the source of each field. It reveals the subgraph operations,
   * including hidden fields. Costs nothing if it returns false. default: no traces
   */
  readonly trace?: (client: ClientRequest) => boolean;
  /**
   * Returns the observer of an operation, or undefined if it is not observed. Called once for each operation, and for each
   * event of a subscription. default: none
   */
  readonly observe?: (operation: ObservedOperation) => OperationObserver | undefined;
  /**
   * Returns a key of everything in a client that its requests to subgraphs depend on, such as its identity and the headers
   * that are forwarded. Clients with equal keys share equal subscriptions to subgraphs. Different viewers must have
   * different keys. default: subscriptions are not shared
   */
  readonly shareSubscriptions?: (client: ClientRequest) => string | undefined;
  /**
   * Documents with frequent operations. They are planned before a supergraph is served, for at most 30 seconds.
   * `onSupergraph` reports those that fail. An update also plans the 100 most frequent operations. default: none
   */
  readonly warmUpOperations?: readonly string[];
  /**
   * Maximum duration of a request in milliseconds, from its arrival at the gateway. Fields whose subgraphs have not
   * answered by then are null with GATEWAY_TIMEOUT. default: the subgraphs' timeouts
   */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * Returns the caller of a request, such as its user or address. New operations of different callers are planned in
   * turn, and one caller never occupies all planning threads. default: callers are not distinguished
   */
  readonly callerOf?: (client: ClientRequest) => string;
  /** Called after planning an operation, successful or not, with the thread time in milliseconds. default: none */
  readonly onPlanned?: (client: ClientRequest, milliseconds: number) => void | Promise<void>;
  /** Limits of planning. default: 5 s and 1 GB of heap for an operation, 2 at once, 100 waiting for at most 10 s */
  readonly planning?: { readonly [K in keyof PlanningLimits]?: number | undefined };
  /**
   * Maximum size of an answer in bytes of JSON text. It is counted while the answer is built: a character counts as
   * one byte, an object as at least 32. A larger answer is null with RESPONSE_TOO_LARGE. default: 16 MB
   */
  readonly maxResponseBytes?: number | undefined;
  /**
   * Maximum number of errors that a client receives for one fetch, and for the invalid values of one answer. default:
   * 50
   */
  readonly maxErrorsPerFetch?: number | undefined;
  /** Maximum number of planned and compiled operations in the cache (LRU). default: 5000 */
  readonly maxOperations?: number | undefined;
  /**
   * Maximum memory of all cached operations in bytes, as estimated. default: 100 MB, or a quarter of the heap limit
   * if that is less
   */
  readonly maxOperationsBytes?: number | undefined;
}

/** Options of an engine with their defaults. */
export type ReadEngineOptions = ReturnType<typeof readEngineOptions>;

/**
 * Reads the options. Throws a TypeError that names the option, the rule and the value. `owner` is the
 * function that takes these options.
 */
export function readEngineOptions(options: EngineOptions, owner: string) {
  const numbers = readNumbers(owner, options, rules);
  const planning = readNumbers(`${owner}: planning`, options.planning ?? {}, planningRules);
  const { supergraph, cost, onError = () => {} } = options;
  const openSupergraph: SupergraphSource =
    typeof supergraph === 'string' ? async () => ({ supergraphSdl: supergraph }) : supergraph;
  return {
    ...options,
    ...numbers,
    supergraph: openSupergraph,
    onError,
    planning,
    ...(cost && { cost: { ...cost, ...readNumbers(`${owner}: cost`, cost, costRules) } }),
  };
}

const rules = {
  requestTimeoutMs: {},
  maxResponseBytes: { fallback: 16_000_000 },
  maxErrorsPerFetch: { fallback: 50 },
  maxOperations: { fallback: 5_000, min: 1 },
  // Capped, so that a small heap has room for requests.
  maxOperationsBytes: { fallback: Math.min(100_000_000, getHeapStatistics().heap_size_limit / 4), min: 1 },
};

const planningRules = {
  timeoutMs: { fallback: 5_000 },
  maxWaitMs: { fallback: 10_000 },
  maxQueued: { fallback: 100 },
  maxThreads: { fallback: 2, min: 1 },
  maxMemoryMb: { fallback: 1_024, min: 1 },
};

const costRules = { maxCost: {}, defaultListSize: { fallback: 10 } };
