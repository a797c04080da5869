// biome-ignore-all format: a declaration is one row of a table
import { followed, section } from '../config.ts';
import { integer, optional, url } from '../variables.ts';

/** Declares the settings of the shared store. */
export const storeSettings = section('Shared store', {
  url: followed(optional(url('REDIS_URL', ['redis:', 'rediss:'],
    'URL of a Redis 6 or newer, or compatible, in which gateways share rate limits, persisted queries and, with `CACHE=redis`, answers of subgraphs.'))),
  timeoutMs: integer('REDIS_TIMEOUT_MS', 50, [1, 10_000],
    'Time for one answer of the store, beyond which the gateway continues without it.'),
}, 'Without a store each gateway counts on its own. While a store is down or slow they do too, and no request fails: see ' +
  '[faults.md](faults.md#the-shared-store).');
