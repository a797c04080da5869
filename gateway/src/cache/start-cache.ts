import { type AnswerCache, type ClientKeys, type ClientRequest, createAnswerCache } from '@supergraph/engine';
import { readCaller } from '../gateway-context.ts';
import type { CacheConfig } from './cache-settings.ts';

/** Creates the cache of answers, or returns undefined if it is off. */
export function createCache(
  { store, maxBytes, staleWhileRevalidateSeconds, staleIfErrorSeconds }: CacheConfig,
  forwardHeaders: readonly string[],
): AnswerCache | undefined {
  if (store === 'off') return undefined;
  return createAnswerCache({
    keysOf: (client) => keysOf(client, forwardHeaders),
    ...{ maxBytes, staleWhileRevalidateSeconds, staleIfErrorSeconds },
  });
}

/**
 * Returns the keys of a client. Public answers are shared by viewers with the same scopes and forwarded headers, because a
 * subgraph may answer others differently. Requests of the gateway itself are not cached.
 */
function keysOf(
  { origin, headers, contextValue }: ClientRequest,
  forwardHeaders: readonly string[],
): ClientKeys | undefined {
  if (origin !== 'client') return undefined;
  const { subject, scopes } = readCaller(contextValue).viewer;
  const forwarded = forwardHeaders.map((name) => headers?.get(name) ?? null);
  const shared = [subject !== undefined, [...scopes].sort(), forwarded];
  return { everyone: JSON.stringify(shared), viewer: JSON.stringify([...shared, subject ?? null]) };
}
