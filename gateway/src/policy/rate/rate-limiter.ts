/** Whether a client may go on, or when to come back. */
export type RateVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/**
 * What clients may spend. Gateways that are to share one account of it implement this with a store of theirs. What
 * holds while that cannot be reached is for it to decide: a rejection fails the request.
 */
export interface RateLimiter {
  /** What a client may spend in a minute. */
  readonly perMinute: number;
  /** Takes the cost from what the client of this key has left, or takes nothing. */
  readonly take: (key: string, cost: number) => RateVerdict | Promise<RateVerdict>;
}
