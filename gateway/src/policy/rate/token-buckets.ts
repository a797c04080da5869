import { createBoundedCache } from '@supergraph/service-kit/bounded-cache.ts';
import type { RateLimiter, RateVerdict } from './rate-limiter.ts';

/** A limiter in the memory of this process. */
export interface TokenBuckets extends RateLimiter {
  readonly take: (key: string, cost: number) => RateVerdict;
  readonly charge: (key: string, cost: number) => void;
  /** Returns the seconds until the client of this key has something left, or 0. */
  readonly waitSeconds: (key: string) => number;
}

/**
 * Creates a limiter of token buckets. A client may spend a minute's limit at once, and regains it evenly. A cost above
 * the limit takes all of it. A client owes at most a minute's limit. The least recently seen clients are forgotten,
 * with their debts.
 */
export function createTokenBuckets(
  perMinute: number,
  readTime: () => number = () => performance.now(),
): TokenBuckets {
  const buckets = createBoundedCache<Bucket>({ maxBytes, bytesOf: () => 40 });
  const perMs = perMinute / 60_000;
  const find = (key: string): Bucket => {
    const now = readTime();
    const known = buckets.get(key);
    if (known === undefined) {
      const bucket = { left: perMinute, at: now };
      buckets.set(key, bucket);
      return bucket;
    }
    known.left = Math.min(perMinute, known.left + (now - known.at) * perMs);
    known.at = now;
    return known;
  };
  const secondsUntil = (bucket: Bucket, needed: number): number =>
    Math.max(0, Math.ceil((needed - bucket.left) / perMs / 1000));
  return {
    perMinute,
    take: (key, cost) => {
      const bucket = find(key);
      const needed = Math.min(cost, perMinute);
      if (bucket.left < needed) return { allowed: false, retryAfterSeconds: secondsUntil(bucket, needed) };
      bucket.left -= needed;
      return allowed;
    },
    charge: (key, cost) => {
      const bucket = find(key);
      bucket.left = Math.max(bucket.left - cost, -perMinute);
    },
    waitSeconds: (key) => (buckets.has(key) ? secondsUntil(find(key), 1) : 0),
  };
}

const allowed: RateVerdict = { allowed: true };

interface Bucket {
  left: number;
  /** Time of that state, in milliseconds on the monotonic clock. */
  at: number;
}

/** Memory for about 50,000 clients. */
const maxBytes = 20_000_000;
