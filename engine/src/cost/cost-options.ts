import type { Refusal } from '../refusal.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { OperationCost } from './plan-cost.ts';

/** Cost limits of operations. `@cost` and `@listSize` decide the estimates, before any subgraph request. */
export interface CostOptions {
  /** Maximum cost of an operation. default: no limit */
  readonly maxCost?: number | undefined;
  /** Returns the maximum cost of an operation for a subgraph, over all its fetches. default: no limit */
  readonly maxSubgraphCost?: (subgraph: string) => number | undefined;
  /** Assumed length of a list without `@listSize`. default: 10 */
  readonly defaultListSize?: number | undefined;
  /** Returns true if a client may see the estimate in `extensions.cost`. default: no client may */
  readonly exposeCost?: (client: ClientRequest) => boolean;
  /**
   * Admits or refuses an operation that is within the limits, before any subgraph request. It can enforce, for
   * example, a cost budget of a client for each minute. default: all are admitted
   */
  readonly admit?: (
    cost: OperationCost,
    client: ClientRequest,
  ) => Refusal | undefined | Promise<Refusal | undefined>;
}
