import type { AuthorizationOptions } from '../authorization/authorization-options.ts';
import type { CostOptions } from '../cost/cost-options.ts';
import type { SubgraphFailure } from '../execution/execution.ts';
import type { PlanningLimits } from '../planning/planner-pool.ts';
import type { SupergraphEvent } from '../reload/supergraph-status.ts';
import type { ClientRequest, Subgraph } from '../subgraphs/subgraph.ts';
import type { SubgraphDefinition } from '../supergraph/join-directives.ts';
import type { GraphQLDataSource } from './graphql-data-source.ts';
import type { SupergraphManager, SupergraphSdlHook } from './supergraph-manager.ts';

/** Options of a gateway. */
export interface GatewayOptions {
  /**
   * Supergraph SDL (Federation 2), as @apollo/composition composes it. For a supergraph that can change: any
   * `SupergraphManager` or hook that works with @apollo/gateway.
   */
  readonly supergraphSdl: string | SupergraphManager | SupergraphSdlHook;
  /**
   * Creates the client of a subgraph; called once for each subgraph. default: a resilient HTTP subgraph at the URL in
   * the supergraph
   */
  readonly createSubgraph?: (subgraph: SubgraphDefinition) => Subgraph;
  /**
   * Creates the data source of a subgraph, as `buildService` of @apollo/gateway does; called once for each name and
   * URL. The data source behaves and performs as it does there. Excludes `createSubgraph`. default: none
   */
  readonly buildService?: (subgraph: SubgraphDefinition) => GraphQLDataSource;
  /** Called when a supergraph is served or refused. default: none */
  readonly onSupergraph?: (event: SupergraphEvent) => void;
  /** Called for each fetch that failed as a whole, with its cause, which no client receives. default: none */
  readonly onSubgraphError?: (failure: SubgraphFailure) => void;
  /** Called with the subgraph of each fetch that is given up because its client has disconnected. default: none */
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
   * Returns a signal that aborts when the client of a request disconnects, which ends its queries to subgraphs.
   * default: none
   */
  readonly clientSignal?: (client: ClientRequest) => AbortSignal | undefined;
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
