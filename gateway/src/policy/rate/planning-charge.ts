import type { GatewayOptions } from '@supergraph/engine';
import { readCaller } from '../../gateway-context.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Planning time that costs a client's whole limit per minute. */
const minuteBuysMs = 30_000;

/**
 * Creates the charge for planning time. The time is known only afterwards, so a client may owe it. The charge is a
 * share of the limit, so that planning costs the same share under any limit.
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
