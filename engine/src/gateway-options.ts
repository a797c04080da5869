import type { AuthorizationOptions } from './authorization/authorization-options.ts';
import type { CostOptions } from './cost/cost-options.ts';
import type { SubgraphFailure } from './execution/execution.ts';
import type { PlanningLimits } from './planning/planner-pool.ts';
import type { GraphQLDataSource } from './subgraphs/graphql-data-source.ts';
import type { ClientRequest, Subgraph, SubgraphDefinition } from './subgraphs/subgraph.ts';
import type { SupergraphManager, SupergraphSdlHook } from './supergraph/supergraph-manager.ts';
import type { SupergraphEvent } from './supergraph/supergraph-status.ts';

/** What a gateway is made of. */
export interface GatewayOptions {
  /**
   * The supergraph's SDL (Federation 2), as @apollo/composition composes it; or, where it can change, what manages it:
   * any `SupergraphManager` or hook that works with @apollo/gateway.
   */
  readonly supergraphSdl: string | SupergraphManager | SupergraphSdlHook;
  /** How a subgraph is reached, called once for each. default: by HTTP at the URL that the supergraph names, with care */
  readonly createSubgraph?: (subgraph: SubgraphDefinition) => Subgraph;
  /**
   * The data source of a subgraph, called once for each name and URL: what `buildService` is to @apollo/gateway. It works as
   * it does there, at its own speed. It excludes `createSubgraph`. default: none
   */
  readonly buildService?: (subgraph: SubgraphDefinition) => GraphQLDataSource;
  /** Told of each supergraph that is served from then on, or refused. default: not told */
  readonly onSupergraph?: (event: SupergraphEvent) => void;
  /** Called for each fetch that failed as a whole, with its cause, which no client receives. default: not called */
  readonly onSubgraphError?: (failure: SubgraphFailure) => void;
  /** Called with the subgraph of each fetch that is given up because its client has left. default: not called */
  readonly onClientGone?: (subgraph: string) => void;
  /**
   * The labels of @override(label:) that are on for a request; operations are planned and kept for each set of labels.
   * `percent(n)` is on for n in a hundred requests without being named. default: none
   */
  readonly overrideLabels?: (client: ClientRequest) => Iterable<string>;
  /**
   * How @authenticated, @requiresScopes and @policy are decided. default: a supergraph that uses one of them is refused
   */
  readonly authorization?: AuthorizationOptions;
  /** What operations may cost, and what becomes of their estimates. default: nothing is estimated */
  readonly cost?: CostOptions;
  /**
   * Whether a client is told how its operation was executed, in `extensions.trace` (`QueryTrace`): the plan with what each
   * request to a subgraph took, and who answered which field. It shows the operations that subgraphs are asked, hidden fields
   * among them. Costs nothing where it says no. default: nobody is told
   */
  readonly trace?: (client: ClientRequest) => boolean;
  /** The signal that aborts when a request's client has gone, which ends its queries to subgraphs. default: none */
  readonly clientSignal?: (client: ClientRequest) => AbortSignal | undefined;
  /**
   * Documents with operations that clients will ask, planned before a supergraph is served, for 30 seconds at the most. Those
   * that cannot be are told with `onSupergraph`. On an update the 100 operations that were asked most are too. default: none
   */
  readonly warmUpOperations?: readonly string[];
  /**
   * How long a request may take from the moment that the gateway has it, in milliseconds, whatever its plan. What its
   * subgraphs have not answered by then is null with GATEWAY_TIMEOUT. default: as long as its subgraphs take
   */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * The caller of a request, such as its user or address. New operations of different callers are planned in turn, and one
   * caller's never keep all planning threads busy. default: callers are not told apart
   */
  readonly callerOf?: (client: ClientRequest) => string;
  /** Called when an operation was planned, or was given up, with the milliseconds that it took a thread. default: not called */
  readonly onPlanned?: (client: ClientRequest, milliseconds: number) => void | Promise<void>;
  /** How much planning may take. default: 5 s and 1 GB of heap an operation, 2 at once, 100 that wait, for 10 s at the most */
  readonly planning?: { readonly [K in keyof PlanningLimits]?: number | undefined };
  /**
   * Limit of an answer, in bytes of JSON text, counted while it is built: characters as one byte, objects as 32 at least. A
   * larger one is null with RESPONSE_TOO_LARGE. default: 16 MB
   */
  readonly maxResponseBytes?: number | undefined;
  /** How many errors of one fetch, and how many invalid values of one answer, a client is told. default: 50 */
  readonly maxErrorsPerFetch?: number | undefined;
  /** How many operations are kept planned and compiled, the least recently used going first. default: 5000 */
  readonly maxOperations?: number | undefined;
  /**
   * Limit of the memory that kept operations take together, as estimated, in bytes. default: 100 MB, or a quarter of the heap's
   * limit if that is less
   */
  readonly maxOperationsBytes?: number | undefined;
}
