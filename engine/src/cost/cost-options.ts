import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { OperationCost } from './plan-cost.ts';

/** What operations may cost, as `@cost` and `@listSize` estimate it before any subgraph is asked. */
export interface CostOptions {
  /** What an operation may cost in all. default: no limit */
  readonly maxCost?: number | undefined;
  /** What an operation may cost a subgraph, over all of its fetches. default: no limit */
  readonly maxSubgraphCost?: (subgraph: string) => number | undefined;
  /** How many elements a list has of which the supergraph does not say how many. default: 10 */
  readonly defaultListSize?: number | undefined;
  /** Whether a client is told the estimate, in `extensions.cost`. default: nobody is */
  readonly exposeCost?: (client: ClientRequest) => boolean;
  /**
   * Asked for each operation that is within the limits, before any subgraph is: a refusal ends it, as where a client has
   * used up what it may spend a minute. default: all are admitted
   */
  readonly admit?: (
    cost: OperationCost,
    client: ClientRequest,
  ) => CostRefusal | undefined | Promise<CostRefusal | undefined>;
}

/** Why an operation is not admitted. */
export interface CostRefusal {
  /** For clients. */
  readonly message: string;
  /** Value of `extensions.code`: a code of the engine, or one of your own. */
  readonly code: string;
  /** Of the HTTP response, such as 429. */
  readonly status: number;
  /** Of the HTTP response, such as `retry-after`; the names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further entries of `extensions`, such as the limit. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}
