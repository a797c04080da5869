import { LRUCache } from 'lru-cache';
import { bytesOfJson } from './bytes-of-json.ts';
import type { CacheEntry, CacheStore } from './cache-store.ts';

/** Store in the memory of this process. */
export interface MemoryStore extends CacheStore {
  find(
    everyone: readonly string[],
    viewer: readonly string[],
  ): Exclude<ReturnType<CacheStore['find']>, Promise<unknown>>;
  /** Memory that the values retain, in bytes. */
  readonly bytes: number;
}

/** Entry with the version of the store at which it was last known to be valid. */
interface KeptEntry extends CacheEntry {
  version: number;
}

/** Maximum number of tags whose invalidation is remembered one by one. */
const maxMarks = 10_000;

/** Overhead of an entry in bytes, with its slots in the map and in the order of use. */
const entryBytes = 400;

/**
 * Creates a store bounded by the memory that it retains. Evicts the least recently used values first. Invalidation only
 * marks a tag with the next version, so it takes the same time for any number of values.
 */
export function createMemoryStore(maxBytes: number, now: () => number): MemoryStore {
  let version = 0;
  /** Values of an earlier version are invalid. */
  let floor = 0;
  const marks = new LRUCache<string, number>({
    max: maxMarks,
    // A mark that is forgotten counts for all values.
    dispose: (mark, _, reason) => {
      if (reason === 'evict') floor = Math.max(floor, mark);
    },
  });
  const entries = new LRUCache<string, KeptEntry>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / 16),
  });
  const isValid = (entry: KeptEntry): boolean => {
    if (entry.version === version) return true;
    if (entry.version < floor) return false;
    for (const tag of entry.tags()) if ((marks.peek(tag) ?? 0) > entry.version) return false;
    entry.version = version;
    return true;
  };
  const read = (key: string | undefined, at: number): CacheEntry | undefined => {
    const entry = key === undefined ? undefined : entries.get(key);
    if (entry === undefined || key === undefined) return undefined;
    if (isValid(entry) && at < lastUse(entry)) return entry;
    entries.delete(key);
    return undefined;
  };
  return {
    find(everyone, viewer) {
      const at = now();
      return { version, entries: everyone.map((key, index) => read(key, at) ?? read(viewer[index], at)) };
    },
    put(since, added) {
      for (const [key, entry] of added) {
        const kept = { ...entry, version: since };
        if (isValid(kept))
          entries.set(key, kept, { size: entryBytes + bytesOfJson(key) + bytesOfJson(entry.value) });
      }
    },
    invalidate(tags) {
      version += 1;
      for (const tag of tags) marks.set(tag, version);
    },
    clear() {
      version += 1;
      floor = version;
      entries.clear();
      marks.clear();
    },
    get bytes() {
      return entries.calculatedSize;
    },
  };
}

function lastUse({ freshUntil, revalidateUntil, fallbackUntil }: CacheEntry): number {
  return Math.max(freshUntil, revalidateUntil, fallbackUntil);
}
