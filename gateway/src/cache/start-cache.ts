import { type AnswerCache, type ClientKeys, type ClientRequest, createAnswerCache } from '@supergraph/engine';
import type { HttpHandler } from '@supergraph/service-kit/http/http-handler.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { SharedStore } from '@supergraph/service-kit/store/shared-store.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { audienceKey, sharingKey } from '../gateway-context.ts';
import { followChanges } from './follow-changes.ts';
import { createInvalidationRoute } from './invalidation-route.ts';
import { createSharedCacheStore } from './shared/shared-cache-store.ts';

/** Cache of a gateway, with everything that ends its values. */
export interface RunningCache {
  /** Undefined if the cache is off. */
  readonly answers: AnswerCache | undefined;
  readonly routes: Readonly<Record<string, HttpHandler>>;
  readonly warnings: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/**
 * Starts the cache of answers, and to follow the events that end its values. Does nothing if it is off. The store is that of
 * `REDIS_URL`.
 */
export async function startCache(
  config: GatewayConfig,
  store: SharedStore | undefined,
  log: Log,
): Promise<RunningCache> {
  const {
    store: kind,
    invalidationSecret,
    maxBytes,
    staleWhileRevalidateSeconds,
    staleIfErrorSeconds,
  } = config.cache;
  if (kind === 'off') return { answers: undefined, routes: {}, warnings: () => [], stop: async () => {} };
  const shared = kind === 'redis' && store !== undefined ? createSharedCacheStore(store) : undefined;
  const answers = createAnswerCache({
    store: shared,
    keysOf: (client) => keysOf(client, config.subgraphs.forwardHeaders),
    ...{ maxBytes, staleWhileRevalidateSeconds, staleIfErrorSeconds },
  });
  const changes = await followChanges(config, { cache: answers, cursors: shared?.cursors }, log);
  const routes: RunningCache['routes'] =
    invalidationSecret === undefined
      ? {}
      : { '/cache/invalidate': createInvalidationRoute(invalidationSecret, answers) };
  const stop = async (): Promise<void> => {
    changes.stop();
    await shared?.stop();
  };
  return { answers, routes, warnings: changes.warnings, stop };
}

/**
 * Returns the keys of a client. Public answers are shared by viewers with the same scopes and forwarded headers, because a
 * subgraph may answer others differently. Requests of the gateway itself are not cached.
 */
function keysOf(client: ClientRequest, forwardHeaders: readonly string[]): ClientKeys | undefined {
  if (client.origin !== 'client') return undefined;
  return { everyone: audienceKey(client, forwardHeaders), viewer: sharingKey(client, forwardHeaders) };
}
