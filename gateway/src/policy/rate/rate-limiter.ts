/** Verdict on a client: it may go on, or must come back later. */
export type RateVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/**
 * Accounts of clients. Gateways that share accounts implement this with a store. The implementation decides what holds while
 * its store is unreachable: a rejection of `take` fails the request.
 */
export interface RateLimiter {
  /** What a client may spend in a minute. */
  readonly perMinute: number;
  /** Takes the cost from what the client of this key has left, or takes nothing. */
  readonly take: (key: string, cost: number) => RateVerdict | Promise<RateVerdict>;
  /** Takes a cost that has arisen already: what the client has not left it owes. default: `take` */
  readonly charge?: (key: string, cost: number) => void | Promise<void>;
}
