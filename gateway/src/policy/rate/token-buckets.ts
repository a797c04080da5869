import { LRUCache } from 'lru-cache';
import type { RateLimiter, RateVerdict } from './rate-limiter.ts';

/** A limiter in the memory of this process. */
export interface TokenBuckets extends RateLimiter {
  /** In how many seconds the client of this key has something left, from 0. */
  readonly waitSeconds: (key: string) => number;
}

/**
 * Creates a limiter of token buckets: a client may spend a minute's worth at once, and gets it back evenly. What costs
 * more than that is had for all of it. Of the clients the least recent are forgotten, and so have spent nothing.
 */
export function createTokenBuckets(perMinute: number): TokenBuckets {
  const buckets = new LRUCache<string, Bucket>({ max: clientsAtMost });
  const perMs = perMinute / 60_000;
  const find = (key: string): Bucket => {
    const now = performance.now();
    const bucket = buckets.get(key) ?? { left: perMinute, at: now };
    bucket.left = Math.min(perMinute, bucket.left + (now - bucket.at) * perMs);
    bucket.at = now;
    return bucket;
  };
  const secondsUntil = (bucket: Bucket, needed: number): number =>
    Math.max(0, Math.ceil((needed - bucket.left) / perMs / 1000));
  return {
    perMinute,
    take: async (key, cost): Promise<RateVerdict> => {
      const bucket = find(key);
      const needed = Math.min(cost, perMinute);
      if (bucket.left < needed) return { allowed: false, retryAfterSeconds: secondsUntil(bucket, needed) };
      bucket.left -= needed;
      buckets.set(key, bucket);
      return { allowed: true };
    },
    waitSeconds: (key) => secondsUntil(find(key), 1),
  };
}

interface Bucket {
  left: number;
  /** When that was so, in milliseconds of the clock that never goes back. */
  at: number;
}

/** Some 10 MB of them. */
const clientsAtMost = 50_000;
