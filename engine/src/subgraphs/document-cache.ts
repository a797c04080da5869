import { LRUCache } from 'lru-cache';

/** A cache of what is parsed of subgraph operations, by their texts. */
export type DocumentCache<Parsed extends object> = Pick<LRUCache<string, Parsed>, 'get' | 'set'>;

/** Creates an empty cache, which retains some 50 MB of operations at most: clients choose how many there are, and how long. */
export function createDocumentCache<Parsed extends object>(): DocumentCache<Parsed> {
  return new LRUCache<string, Parsed>({
    max: 1_000,
    maxSize: 50_000_000,
    sizeCalculation: (_, text) => 1_000 + bytesOfCharacter * text.length,
  });
}

/** As measured of documents without locations whose fields have names of two letters. */
const bytesOfCharacter = 70;
