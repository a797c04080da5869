import type { CostOptions } from '@supergraph/engine';
import { readCaller } from '../../gateway-context.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { rateProblem } from './rate-problem.ts';

/**
 * Creates the charge of an operation's estimated cost, once it is planned and before any subgraph is asked. What the
 * request has paid already, which is 1, is taken off.
 */
export function createCostCharge(limiter: RateLimiter): NonNullable<CostOptions['admit']> {
  return async ({ total }, { contextValue }) => {
    const cost = Math.ceil(total);
    if (cost <= 1) return undefined;
    const verdict = await limiter.take(readCaller(contextValue).rateKey, cost - 1);
    if (verdict.allowed) return undefined;
    const { message, code, status, headers, details } = rateProblem({
      what: 'You have spent the limit',
      figure: cost,
      perMinute: limiter.perMinute,
      retryAfterSeconds: verdict.retryAfterSeconds,
    });
    return { message, code, status, headers, extensions: details };
  };
}
