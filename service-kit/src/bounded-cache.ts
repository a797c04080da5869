import { LRUCache } from 'lru-cache';
import { bytesOfText, detachText } from './retained-text.ts';

/** A cache that is bounded by the memory that it retains. The least recently used entry goes first. */
export interface BoundedCache<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly has: (key: string) => boolean;
  /** Keeps an entry, unless it alone would take more than a sixteenth of the cache: it would drive out many others. */
  readonly set: (key: string, value: Value) => void;
  readonly delete: (key: string) => void;
}

/** Limits of a cache, and how its values are counted. */
export interface BoundedCacheOptions<Value> {
  /** Memory that all entries may retain together. The cache counts keys and its own overhead. */
  readonly maxBytes: number;
  /** Memory that a value retains beyond its entry, in bytes. default: 0 */
  readonly bytesOf?: (value: Value) => number;
  /** Entries kept at most. default: as many as fit */
  readonly maxEntries?: number;
}

/** Creates an empty cache. */
export function createBoundedCache<Value extends NonNullable<unknown>>({
  maxBytes,
  bytesOf = () => 0,
  maxEntries,
}: BoundedCacheOptions<Value>): BoundedCache<Value> {
  const largest = maxBytes / 16;
  const entries = new LRUCache<string, Value>({
    maxSize: maxBytes,
    ...(maxEntries !== undefined && { max: maxEntries }),
  });
  return {
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
    set(key, value) {
      const size = Math.ceil(entryBytes + bytesOfText(key) + bytesOf(value));
      if (size > largest) entries.delete(key);
      else entries.set(detachText(key), value, { size });
    },
    delete(key) {
      entries.delete(key);
    },
  };
}

/** Overhead of an entry, in bytes: its place in the map and in the order of use, and the headers of key and value. */
const entryBytes = 250;
