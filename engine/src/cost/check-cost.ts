import type { EngineRefusal, Refusal } from '../refusal.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { Variables } from './cost-expression.ts';
import type { CostOptions } from './cost-options.ts';
import { SlicingError } from './list-length.ts';
import type { EstimateCost, OperationCost } from './plan-cost.ts';

/** Result of checking an operation's cost. */
export type CostVerdict =
  | { readonly refusal: Refusal }
  /** Content of `extensions.cost`, or undefined if the client must not see it. */
  | { readonly refusal: undefined; readonly told: ToldCost | undefined };

/** Cost in the form that clients receive. */
export interface ToldCost {
  readonly estimated: number;
  readonly max?: number;
  readonly subgraphs: Readonly<Record<string, number>>;
}

/** Checks an operation's estimate against the limits, then calls `admit`. */
export function checkCost(
  estimate: EstimateCost,
  variables: Variables,
  client: ClientRequest,
  options: CostOptions,
  observer?: { readonly costEstimated: (cost: number) => void },
): CostVerdict | Promise<CostVerdict> {
  const cost = estimateOrRefuse(estimate, variables);
  if ('refusal' in cost) return cost;
  observer?.costEstimated(shown(cost.total));
  const refusal = checkLimits(cost, options);
  if (refusal !== undefined) return { refusal };
  const verdict = (refused: Refusal | undefined): CostVerdict =>
    refused === undefined
      ? { refusal: undefined, told: options.exposeCost?.(client) ? tell(cost, options) : undefined }
      : { refusal: refused };
  const admitted = options.admit?.(cost, client);
  return admitted instanceof Promise ? admitted.then(verdict) : verdict(admitted);
}

function estimateOrRefuse(
  estimate: EstimateCost,
  variables: Variables,
): OperationCost | { readonly refusal: EngineRefusal } {
  try {
    return estimate(variables);
  } catch (problem) {
    if (!(problem instanceof SlicingError)) throw problem;
    return { refusal: { message: problem.message, code: 'GRAPHQL_VALIDATION_FAILED' } };
  }
}

function checkLimits(
  { total, bySubgraph }: OperationCost,
  { maxCost, maxSubgraphCost }: CostOptions,
): EngineRefusal | undefined {
  if (maxCost !== undefined && !(total <= maxCost)) {
    const figure = shown(total);
    const message = `The estimated cost of the operation is ${figure}, but the limit is ${maxCost}.`;
    return tooExpensive(message, { figure, limit: maxCost });
  }
  if (maxSubgraphCost === undefined) return undefined;
  for (const [serviceName, cost] of bySubgraph) {
    const limit = maxSubgraphCost(serviceName);
    if (limit !== undefined && !(cost <= limit)) {
      const figure = shown(cost);
      const message = `The estimated cost for the subgraph "${serviceName}" is ${figure}, but the limit is ${limit}.`;
      return tooExpensive(message, { figure, limit, serviceName });
    }
  }
  return undefined;
}

/** Returns a cost that JSON can represent; nested lists may exceed all numbers. */
function shown(cost: number): number {
  return Math.min(cost, Number.MAX_SAFE_INTEGER);
}

function tooExpensive(message: string, details: Readonly<Record<string, unknown>>): EngineRefusal {
  return { message, code: 'COST_ESTIMATED_TOO_EXPENSIVE', details };
}

function tell({ total, bySubgraph }: OperationCost, { maxCost }: CostOptions): ToldCost {
  return {
    estimated: shown(total),
    ...(maxCost !== undefined && { max: maxCost }),
    subgraphs: Object.fromEntries([...bySubgraph].map(([name, cost]) => [name, shown(cost)])),
  };
}
