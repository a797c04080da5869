import type { JsonObject } from '../json-object.ts';

/** Value of a cache: the data of an answer, or one entity. */
export interface CacheEntry {
  readonly value: JsonObject;
  /** Times in milliseconds since 1970: when the subgraph made the value, and until when it is fresh. */
  readonly bornAt: number;
  readonly freshUntil: number;
  /** Times until which it may be used while it is fetched again, or while the subgraph fails. */
  readonly revalidateUntil: number;
  readonly fallbackUntil: number;
  readonly isPublic: boolean;
  /** Returns the tags whose invalidation ends the value. Computed when it is needed, which is rare. */
  readonly tags: () => readonly string[];
}

/** Values that were found. */
export interface FoundEntries {
  /** Version of the store before the search. Values of later answers are stored with it. */
  readonly version: number;
  /** Value for each key, or undefined if there is none. */
  readonly entries: readonly (CacheEntry | undefined)[];
}

/** Value to store under a key. */
export type KeyedEntry = readonly [key: string, entry: CacheEntry];

/** Store of a cache. A value that is invalidated while it is being fetched is never returned. */
export interface CacheStore {
  /** Returns the public value for each key, or else that of the viewer. Both lists have the same length. */
  find(everyone: readonly string[], viewer: readonly string[]): FoundEntries | Promise<FoundEntries>;
  /** Stores values of answers to requests that were sent after a search with this version. Never rejects. */
  put(version: number, entries: readonly KeyedEntry[]): void;
  /** Ends all values with one of the tags, and those that are being fetched. */
  invalidate(tags: readonly string[]): void;
  /** Ends all values. */
  clear(): void;
}
