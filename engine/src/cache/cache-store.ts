import type { JsonObject } from '../json-object.ts';
import type { CacheQuestion } from './cache-question.ts';

/** Value of a cache: the data of an answer, or one entity. */
export interface CacheEntry {
  readonly value: JsonObject;
  readonly origin: CacheOrigin;
}

/** Facts that all values of an answer share. */
export interface CacheOrigin {
  /** Times in milliseconds since 1970: when the subgraph made the values, and until when they are fresh. */
  readonly bornAt: number;
  readonly freshUntil: number;
  /** Times until which they may be used while they are fetched again, or while the subgraph fails. */
  readonly revalidateUntil: number;
  readonly fallbackUntil: number;
  /** Names of the types of the objects inside the values. */
  readonly types: readonly string[];
  /** Tag of the viewer whose private values they are, or undefined if they are public. */
  readonly viewerTag: string | undefined;
}

/** Values that were found. */
export interface FoundEntries {
  /** Version of the store before the search. Values of later answers are stored with it, or not at all if it is undefined. */
  readonly version: number | undefined;
  /** Value for each part of the question, or undefined if there is none. */
  readonly entries: readonly (CacheEntry | undefined)[];
}

/** Values of one answer to store in a group. */
export interface NewEntries {
  readonly group: string;
  readonly origin: CacheOrigin;
  readonly names: readonly string[];
  /** Value for each name, or undefined if there is none to store. */
  readonly values: readonly (JsonObject | undefined)[];
}

/** Store of a cache. A value that is invalidated while it is being fetched is never returned. */
export interface CacheStore {
  /** Returns the public value for each part of a question, or else that of the viewer. */
  find(question: CacheQuestion): FoundEntries | Promise<FoundEntries>;
  /** Stores values of an answer to a request that was sent after a search with this version. Never rejects. */
  put(version: number, added: NewEntries): void;
  /** Ends all values with one of the tags, and those that are being fetched. */
  invalidate(tags: readonly string[]): void;
  /** Ends all values. */
  clear(): void;
}

/** Returns the time from which a value is useless. */
export function lastUseOf({ freshUntil, revalidateUntil, fallbackUntil }: CacheOrigin): number {
  return Math.max(freshUntil, revalidateUntil, fallbackUntil);
}
