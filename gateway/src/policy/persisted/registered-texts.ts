import { createHash } from 'node:crypto';
import { bytesOfText, createBoundedCache, detachText } from '@supergraph/service-kit/bounded-cache.ts';
import type { SharedStore } from '@supergraph/service-kit/store/shared-store.ts';

/** Texts of automatic persisted queries by hash, as Apollo Server's option `persistedQueries.cache` takes them. */
export interface RegisteredTexts {
  readonly get: (hash: string) => Promise<string | undefined>;
  readonly set: (hash: string, text: string) => Promise<void>;
  readonly delete: (hash: string) => Promise<void>;
}

/** Longest text that is shared, in characters. Clients choose the texts, and the store belongs to all gateways. */
const maxSharedLength = 50_000;

/** Time for which a shared text is kept after a gateway has registered it, in milliseconds. */
const sharedMs = 24 * 3_600_000;

/**
 * Creates the texts in the memory of this process, and in the store that gateways share, if there is one. Clients send a
 * text again if it was evicted.
 */
export function createRegisteredTexts(store?: SharedStore): RegisteredTexts {
  const texts = createBoundedCache<string>({ maxBytes: 10_000_000, bytesOf: bytesOfText });
  const findShared = async (key: string): Promise<string | undefined> => {
    const text = await store?.get(storeKey(key));
    // Other programs may write to the store: a text is used only for its own hash.
    if (text === undefined || !key.endsWith(createHash('sha256').update(text).digest('hex')))
      return undefined;
    texts.set(key, text);
    return text;
  };
  return {
    get: async (key) => texts.get(key) ?? (await findShared(key)),
    set: async (key, text) => {
      if (texts.get(key) === text) return;
      texts.set(key, detachText(text));
      if (text.length <= maxSharedLength) store?.set(storeKey(key), text, sharedMs);
    },
    delete: async (key) => texts.delete(key),
  };
}

/** Returns the key of a text in the store. A client chooses the hash, which may be long. */
function storeKey(key: string): string {
  return `supergraph:${key.length > 100 ? createHash('sha256').update(key).digest('hex') : key}`;
}
