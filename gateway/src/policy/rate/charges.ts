import type { CostOptions, GatewayOptions } from '@supergraph/engine';
import type { Refusal } from '@supergraph/service-kit/refusal.ts';
import { readCaller } from '../../gateway-context.ts';
import { type RateLimiter, type RateVerdict, rateRefusal } from './rate-limiter.ts';

/** Returns the refusal of an operation whose cost its caller cannot pay, or undefined. */
export type CostCharge = (
  ...operation: Parameters<NonNullable<CostOptions['admit']>>
) => Refusal | undefined | Promise<Refusal | undefined>;

/**
 * Creates the charge for an operation's estimated cost, after planning and before any subgraph request. Subtracts the 1
 * that the request has already paid. An operation that costs more than the limit per minute pays the whole limit.
 */
export function createCostCharge(limiter: RateLimiter): CostCharge {
  return ({ total }, { contextValue }) => {
    const cost = Math.ceil(total);
    if (cost <= 1) return undefined;
    const taken = limiter.take(readCaller(contextValue).rateKey, Math.min(cost, limiter.perMinute) - 1);
    if (!(taken instanceof Promise)) return toRefusal(taken, cost, limiter);
    return taken.then((verdict) => toRefusal(verdict, cost, limiter));
  };
}

function toRefusal(verdict: RateVerdict, figure: number, { perMinute }: RateLimiter): Refusal | undefined {
  if (verdict.allowed) return undefined;
  const { retryAfterSeconds } = verdict;
  return rateRefusal({ what: 'You have reached the limit', figure, perMinute, retryAfterSeconds });
}

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

/** Planning time that costs a client's whole limit per minute. */
const minuteBuysMs = 30_000;
