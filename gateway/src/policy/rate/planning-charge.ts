import type { GatewayOptions } from '@supergraph/engine';
import { readCaller } from '../../gateway-context.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Planning time that costs all that a client may spend in a minute. */
const minuteBuysMs = 30_000;

/**
 * Creates the charge of planning time, which is known only afterwards: a client may owe it. It is a share of the limit,
 * so that it is as dear under any limit.
 */
export function createPlanningCharge(limiter: RateLimiter): NonNullable<GatewayOptions['onPlanned']> {
  const { perMinute } = limiter;
  return async ({ contextValue }, milliseconds) => {
    const cost = Math.floor((perMinute * milliseconds) / minuteBuysMs);
    if (cost === 0) return;
    const { rateKey } = readCaller(contextValue);
    if (limiter.charge) await limiter.charge(rateKey, cost);
    else await limiter.take(rateKey, Math.min(cost, perMinute));
  };
}
