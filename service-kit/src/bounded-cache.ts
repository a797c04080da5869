import { LRUCache } from 'lru-cache';

/** Options of a cache: its limits, and how values are counted. */
export interface BoundedCacheOptions<Value> {
  /** Maximum memory that all entries retain together. The cache counts keys and its own overhead. */
  readonly maxBytes: number;
  /** Memory that a value retains beyond its entry, in bytes. default: 0 */
  readonly bytesOf?: (value: Value) => number;
  /** Maximum number of entries. default: as many as fit */
  readonly maxEntries?: number;
}

/** Creates a cache bounded by the memory that it retains. Evicts the least recently used entry first. */
export function createBoundedCache<Value extends NonNullable<unknown>>({
  maxBytes,
  bytesOf = () => 0,
  maxEntries,
}: BoundedCacheOptions<Value>) {
  const largest = maxBytes / 16;
  const entries = new LRUCache<string, Value>({
    maxSize: maxBytes,
    ...(maxEntries !== undefined && { max: maxEntries }),
  });
  return {
    get: (key: string) => entries.get(key),
    has: (key: string) => entries.has(key),
    /** Stores an entry, unless it alone would take more than a sixteenth of the cache and so evict many others. */
    set(key: string, value: Value): void {
      const size = Math.ceil(entryBytes + bytesOfText(key) + bytesOf(value));
      if (size > largest) entries.delete(key);
      else entries.set(detachText(key), value, { size });
    },
    delete(key: string): void {
      entries.delete(key);
    },
  };
}

/** Returns the memory of a text in bytes. V8 takes two bytes a character if any character is beyond Latin-1. */
export function bytesOfText(text: string): number {
  return 2 * text.length;
}

/** Returns a copy of a text that retains nothing else: V8 keeps the whole text that a slice was cut from. */
export function detachText(text: string): string {
  return JSON.parse(JSON.stringify(text));
}

/** Overhead of an entry, in bytes: its slots in the map and in the order of use, and the headers of key and value. */
const entryBytes = 250;
