import type { Refusal } from '@supergraph/service-kit/refusal.ts';

/** Result for a client: it may continue, or must retry later. */
export type RateVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/**
 * Accounts of clients. Gateways that share accounts implement this with a store. The implementation decides what
 * applies while its store is unreachable: a rejection of `take` fails the request.
 */
export interface RateLimiter {
  /** Limit of a client for each minute. */
  readonly perMinute: number;
  /** Takes the cost from the account of this key, or takes nothing if too little is left. */
  readonly take: (key: string, cost: number) => RateVerdict | Promise<RateVerdict>;
  /** Takes a cost that has already been incurred. If too little is left, the client owes the rest. default: `take` */
  readonly charge?: (key: string, cost: number) => void | Promise<void>;
}

/** Creates the refusal of a client over its limit per minute. The code is that of Apollo's router. */
export function rateRefusal(options: {
  readonly what: string;
  /** Cost of this request. */
  readonly figure: number;
  readonly perMinute: number;
  readonly retryAfterSeconds: number;
}): Refusal {
  const { what, figure, perMinute: limit, retryAfterSeconds } = options;
  const message = `${what} of ${limit} a minute. Retry after ${retryAfterSeconds} s.`;
  return { code: 'REQUEST_RATE_LIMITED', message, details: { figure, limit }, retryAfterSeconds };
}
