import type { CostOptions, CostRefusal } from '@supergraph/engine';
import { readCaller } from '../../gateway-context.ts';
import type { RateLimiter, RateVerdict } from './rate-limiter.ts';
import { rateProblem } from './rate-problem.ts';

/**
 * Creates the charge for an operation's estimated cost, after planning and before any subgraph request. Subtracts the 1
 * that the request has already paid. An operation that costs more than the limit per minute pays the whole limit.
 */
export function createCostCharge(limiter: RateLimiter): NonNullable<CostOptions['admit']> {
  return ({ total }, { contextValue }) => {
    const cost = Math.ceil(total);
    if (cost <= 1) return undefined;
    const taken = limiter.take(readCaller(contextValue).rateKey, Math.min(cost, limiter.perMinute) - 1);
    if (!(taken instanceof Promise)) return toRefusal(taken, cost, limiter);
    return taken.then((verdict) => toRefusal(verdict, cost, limiter));
  };
}

function toRefusal(
  verdict: RateVerdict,
  figure: number,
  { perMinute }: RateLimiter,
): CostRefusal | undefined {
  if (verdict.allowed) return undefined;
  const { retryAfterSeconds } = verdict;
  const what = 'You have reached the limit';
  const problem = rateProblem({ what, figure, perMinute, retryAfterSeconds });
  const { message, code, status, headers, details } = problem;
  return { message, code, status, headers, extensions: details };
}
