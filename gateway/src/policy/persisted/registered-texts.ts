import { bytesOfText, createBoundedCache, detachText } from '@supergraph/service-kit/bounded-cache.ts';

/** Texts of automatic persisted queries by hash, as Apollo Server's option `persistedQueries.cache` takes them. */
export interface RegisteredTexts {
  readonly get: (hash: string) => Promise<string | undefined>;
  readonly set: (hash: string, text: string) => Promise<void>;
  readonly delete: (hash: string) => Promise<void>;
}

/** Creates a store in the memory of this process. Clients send a text again if the store has evicted it. */
export function createRegisteredTexts(): RegisteredTexts {
  const texts = createBoundedCache<string>({ maxBytes: 10_000_000, bytesOf: bytesOfText });
  return {
    get: async (hash) => texts.get(hash),
    set: async (hash, text) => texts.set(hash, detachText(text)),
    delete: async (hash) => texts.delete(hash),
  };
}
