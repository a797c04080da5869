import { LRUCache } from 'lru-cache';

/** Cache of parsed subgraph operations, by their text. */
export type DocumentCache<Parsed extends object> = Pick<LRUCache<string, Parsed>, 'get' | 'set'>;

/**
 * Creates an empty cache. It retains at most about 50 MB, because clients choose the number and length of operations.
 */
export function createDocumentCache<Parsed extends object>(): DocumentCache<Parsed> {
  return new LRUCache<string, Parsed>({
    max: 1_000,
    maxSize: 50_000_000,
    sizeCalculation: (_, text) => 1_000 + bytesOfCharacter * text.length,
  });
}

/** Measured with documents without locations, whose fields have names of two letters. */
const bytesOfCharacter = 70;
