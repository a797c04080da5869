// biome-ignore-all format: a declaration is one row of a table
import { section, type Value } from '@supergraph/service-kit/config.ts';
import { integer, oneOf } from '@supergraph/service-kit/variables.ts';

/** Settings of the cache of answers. */
export type CacheConfig = Value<typeof cacheSettings>;

/** Declares the settings of the cache of answers. */
export const cacheSettings = section('Cache', {
  store: oneOf('CACHE', 'off', ['off', 'memory'],
    '`memory` keeps answers of subgraphs in each gateway for as long as their `Cache-Control` allows.'),
  maxBytes: integer('CACHE_MAX_BYTES', 64_000_000, [100_000, 100_000_000_000],
    'Memory of all kept answers, beyond which those that were not used for longest are dropped.'),
  staleWhileRevalidateSeconds: integer('CACHE_STALE_WHILE_REVALIDATE_SECONDS', 0, [0, 86_400],
    'Time beyond its age for which a value is used while it is fetched again, if its `Cache-Control` does not say.'),
  staleIfErrorSeconds: integer('CACHE_STALE_IF_ERROR_SECONDS', 0, [0, 604_800],
    'Time beyond its age for which a value is used while its subgraph fails, if its `Cache-Control` does not say.'),
}, '[caching.md](caching.md) explains what is kept, and for whom.');
