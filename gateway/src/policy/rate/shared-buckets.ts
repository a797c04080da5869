import { createHash } from 'node:crypto';
import { createScript, type SharedStore } from '@supergraph/service-kit/store/shared-store.ts';
import type { RateLimiter, RateVerdict } from './rate-limiter.ts';
import type { TokenBuckets } from './token-buckets.ts';

/** Buckets of one script call. A longer one would hold up the store. */
const maxBatch = 500;

/**
 * Creates a limiter of token buckets in a store, so that gateways share what a client may spend. Requests that arrive
 * together share one call. While the store does not answer, the gateway's own buckets decide.
 */
export function createSharedBuckets(perMinute: number, store: SharedStore, own: TokenBuckets): RateLimiter {
  let waiting: Taking[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    for (let start = 0; start < batch.length; start += maxBatch)
      void settle(batch.slice(start, start + maxBatch), store, own, perMinute);
  };
  const enqueue = (key: string, cost: number, isOwed: boolean): Promise<RateVerdict> =>
    new Promise((resolve) => {
      waiting.push({ key, cost, isOwed, resolve });
      if (waiting.length === 1) setImmediate(flush);
    });
  return {
    perMinute,
    take: (key, cost) => enqueue(key, Math.min(cost, perMinute), false),
    charge: async (key, cost) => void (await enqueue(key, cost, true)),
  };
}

interface Taking {
  readonly key: string;
  readonly cost: number;
  /** Whether the cost has already been incurred. */
  readonly isOwed: boolean;
  readonly resolve: (verdict: RateVerdict) => void;
}

async function settle(
  batch: readonly Taking[],
  store: SharedStore,
  own: TokenBuckets,
  perMinute: number,
): Promise<void> {
  const keys = batch.map(({ key }) => storeKey(key));
  const costs = batch.flatMap(({ cost, isOwed }) => [String(cost), isOwed ? '1' : '0']);
  const waits = await store.run(takeScript, keys, [String(perMinute), ...costs]);
  for (const [index, { key, cost, isOwed, resolve }] of batch.entries()) {
    const wait = Array.isArray(waits) ? waits[index] : undefined;
    if (typeof wait !== 'number') resolve(takeOwn(own, key, cost, isOwed));
    else resolve(wait === 0 ? { allowed: true } : { allowed: false, retryAfterSeconds: wait });
  }
}

function takeOwn(own: TokenBuckets, key: string, cost: number, isOwed: boolean): RateVerdict {
  if (!isOwed) return own.take(key, cost);
  own.charge(key, cost);
  return { allowed: true };
}

/** Returns the key of a bucket. It tells the store neither subject nor address, and has a fixed length. */
function storeKey(key: string): string {
  return `supergraph:rate:${createHash('sha256').update(key).digest('base64url')}`;
}

/**
 * Takes costs as token-buckets.ts does, by the clock of the store. Returns the seconds to wait for each, which are 0 if the
 * cost was taken. A bucket that is full again is forgotten.
 */
const takeScript = createScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local perMinute = tonumber(ARGV[1])
local perMs = perMinute / 60000
local waits = {}
for i, key in ipairs(KEYS) do
  local cost = tonumber(ARGV[2 * i])
  local state = redis.call('HMGET', key, 'left', 'at')
  local left = tonumber(state[1]) or perMinute
  local at = tonumber(state[2]) or now
  left = math.min(perMinute, left + math.max(0, now - at) * perMs)
  waits[i] = 0
  if ARGV[2 * i + 1] == '1' then
    left = math.max(left - cost, -perMinute)
  elseif left >= cost then
    left = left - cost
  else
    waits[i] = math.max(1, math.ceil((cost - left) / perMs / 1000))
  end
  redis.call('HSET', key, 'left', tostring(left), 'at', now)
  redis.call('PEXPIRE', key, math.ceil((perMinute - left) / perMs) + 1000)
end
return waits
`);
