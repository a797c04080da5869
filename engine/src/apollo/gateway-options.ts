import type { CostOptions } from '../cost/cost-options.ts';
import type { OperationCost } from '../cost/plan-cost.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { Refusal } from '../refusal.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { SubgraphDefinition } from '../supergraph/join-directives.ts';
import type { GraphQLDataSource } from './graphql-data-source.ts';
import type { SupergraphManager, SupergraphSdlHook } from './supergraph-manager.ts';

/** Options of a gateway: those of the engine, in the terms of Apollo Server. */
export interface GatewayOptions extends Omit<EngineOptions, 'supergraph' | 'cost' | 'onError'> {
  /**
   * Called with each error that fails an operation, or a function of these options. The client's answer does not contain
   * it. default: Apollo Server's logger of the request
   */
  readonly onError?: EngineOptions['onError'];
  /**
   * Supergraph SDL (Federation 2), as @apollo/composition composes it. For a supergraph that can change: any
   * `SupergraphManager` or hook that works with @apollo/gateway.
   */
  readonly supergraphSdl: string | SupergraphManager | SupergraphSdlHook;
  /**
   * Creates the data source of a subgraph, as `buildService` of @apollo/gateway does; called once for each name and
   * URL. The data source behaves and performs as it does there. Excludes `createSubgraph`. default: none
   */
  readonly buildService?: (subgraph: SubgraphDefinition) => GraphQLDataSource;
  /** Cost limits of operations, and a listener for the estimates. default: no estimates */
  readonly cost?: GatewayCostOptions;
  /**
   * Returns a signal that aborts when the client of a request disconnects, which ends its queries to subgraphs.
   * default: none
   */
  readonly clientSignal?: (client: ClientRequest) => AbortSignal | undefined;
}

/** Cost limits whose refusals may state an HTTP status. */
export interface GatewayCostOptions extends Omit<CostOptions, 'admit'> {
  readonly admit?: (
    cost: OperationCost,
    client: ClientRequest,
  ) => GatewayRefusal | undefined | Promise<GatewayRefusal | undefined>;
}

/** Refusal with the status of its HTTP response. */
export interface GatewayRefusal extends Refusal {
  /** default: 429 if the refusal says when to retry, else 400 */
  readonly status?: number;
}
