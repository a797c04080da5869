// biome-ignore-all format: a declaration is one row of a table
import { ConfigError, derive, section, type Value } from '@supergraph/service-kit/config.ts';
import { eventsSecret } from '@supergraph/service-kit/events/feed/feed-token.ts';
import { feedUrls } from '@supergraph/service-kit/events/feed/feed-urls.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { integer, oneOf, optional, variable } from '@supergraph/service-kit/variables.ts';

/** Settings of the cache of answers. */
export type CacheConfig = Value<typeof settings>;

/** Event that ends the kept values of an entity. */
export interface CacheEvent {
  /** Subgraph that emits it. */
  readonly service: string;
  /** Its type with its version, such as `shop.price-changed.v1`. */
  readonly type: string;
  /** Type of the entity whose id is the subject of the event. */
  readonly entity: string;
}

const cacheEvents = variable<readonly CacheEvent[]>('CACHE_EVENTS', {
  about: 'Events of subgraphs that end kept values, with the type of the entity that is their subject.',
  accepts: 'list, as in `shop.price-changed.v1=Product`',
  fallback: [],
  parse: (value) => value.split(',').map((text) => readCacheEvent(text.trim())),
});

function readCacheEvent(text: string): CacheEvent {
  const [, type, service, entity] = /^(([a-z][\w-]*)\.[\w-]+\.v[1-9]\d*)=([A-Za-z_]\w*)$/.exec(text) ?? [];
  if (type === undefined || service === undefined || entity === undefined)
    throw new Error(`must list events with types of entities, as in shop.price-changed.v1=Product, got ${JSON.stringify(text)}`);
  return { service, type, entity };
}

const invalidationSecret = variable<string>('CACHE_INVALIDATION_SECRET', {
  about: 'Secret of callers who may end kept values with `POST /cache/invalidate`; without it there is no such route.',
  accepts: '32 characters or more',
  secret: true,
  parse: (value) => {
    if (value.length < 32) throw new Error('must have 32 characters or more');
    return value;
  },
});

const settings = section('Cache', {
  store: oneOf('CACHE', 'off', ['off', 'memory', 'redis'],
    '`memory` keeps answers of subgraphs in each gateway for as long as their `Cache-Control` allows, `redis` in the store of `REDIS_URL` for all gateways.'),
  maxBytes: integer('CACHE_MAX_BYTES', 64_000_000, [100_000, 100_000_000_000],
    'Memory of all kept answers of a gateway, beyond which those that were not used lately are dropped.'),
  staleWhileRevalidateSeconds: integer('CACHE_STALE_WHILE_REVALIDATE_SECONDS', 0, [0, 86_400],
    'Time beyond its age for which a value is used while it is fetched again, if its `Cache-Control` does not say.'),
  staleIfErrorSeconds: integer('CACHE_STALE_IF_ERROR_SECONDS', 0, [0, 604_800],
    'Time beyond its age for which a value is used while its subgraph fails, if its `Cache-Control` does not say.'),
  events: cacheEvents,
  invalidationSecret: optional(invalidationSecret),
  eventSources: feedUrls,
  eventsSecret: optional(eventsSecret, 'derived from the development keys'),
}, '[caching.md](caching.md) explains what is kept, and for whom.');

/** Declares the settings of the cache of answers. */
export const cacheSettings = derive(settings, (config): CacheConfig => {
  const services = new Set(config.events.map(({ service }) => service));
  const missing = [...services]
    .map(variablePrefix)
    .filter((prefix) => config.eventSources.get(prefix) === undefined);
  const problems = [
    ...(config.store === 'off' && config.events.length > 0 ? ['CACHE_EVENTS must not be set if CACHE is off'] : []),
    ...(config.store === 'off' && config.invalidationSecret !== undefined
      ? ['CACHE_INVALIDATION_SECRET must not be set if CACHE is off']
      : []),
    ...missing.map((prefix) => `${prefix}_EVENTS_URL is required but not set: CACHE_EVENTS names its events`),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
});
