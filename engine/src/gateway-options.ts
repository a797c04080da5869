import type { SubgraphFailure } from './execution/execution.ts';
import type { ClientRequest, Subgraph } from './subgraphs/subgraph.ts';
import type {
  SubgraphDefinition,
  SupergraphManager,
  SupergraphSdlHook,
} from './supergraph/supergraph-manager.ts';
import type { SupergraphEvent } from './supergraph/supergraph-status.ts';

/** What a gateway is made of. */
export interface GatewayOptions {
  /**
   * The supergraph's SDL (Federation 2), as @apollo/composition composes it; or, where it can change, what manages it:
   * any `SupergraphManager` or hook that works with @apollo/gateway.
   */
  readonly supergraphSdl: string | SupergraphManager | SupergraphSdlHook;
  /** How a subgraph is reached, called once for each. default: by HTTP at the URL that the supergraph names */
  readonly createSubgraph?: (subgraph: SubgraphDefinition) => Subgraph;
  /** Told of each supergraph that is served from then on, or refused. default: not told */
  readonly onSupergraph?: (event: SupergraphEvent) => void;
  /** Told of each fetch that failed as a whole, with its cause; none of that reaches a client. default: not told */
  readonly onSubgraphError?: (failure: SubgraphFailure) => void;
  /**
   * The labels of @override(label:) that are on for a request; operations are planned and kept for each set of labels.
   * default: none
   */
  readonly overrideLabels?: (client: ClientRequest) => Iterable<string>;
  /** The signal that aborts when a request's client has gone, which ends its queries to subgraphs. default: none */
  readonly clientSignal?: (client: ClientRequest) => AbortSignal | undefined;
  /** How many errors of one fetch, and how many invalid values of one answer, a client is told. default: 50 */
  readonly maxErrorsPerFetch?: number;
  /** How many operations are kept planned and compiled, the least recently used going first. default: 5000 */
  readonly maxOperations?: number;
}
