import { readNumbers } from '../number-options.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { ClientKeys } from './cache-question.ts';
import type { CacheStore } from './cache-store.ts';
import { createMemoryStore } from './memory-store.ts';

/** Options of a cache of answers. */
export interface AnswerCacheOptions {
  /** Returns the keys of a client, or undefined if nothing is cached for it. */
  readonly keysOf: (client: ClientRequest) => ClientKeys | undefined;
  /** Store of the values. default: the memory of this process */
  readonly store?: CacheStore | undefined;
  /** Maximum memory that all values in this process retain, in bytes. default: 64 MB */
  readonly maxBytes?: number | undefined;
  /**
   * Seconds for which a value is used beyond its age while it is fetched again, unless its `Cache-Control` says
   * otherwise. default: 0
   */
  readonly staleWhileRevalidateSeconds?: number | undefined;
  /**
   * Seconds for which a value is used beyond its age while its subgraph fails, unless its `Cache-Control` says otherwise.
   * default: 0
   */
  readonly staleIfErrorSeconds?: number | undefined;
  /** Returns the time in milliseconds since 1970. default: `Date.now` */
  readonly now?: () => number;
}

/** Options with their defaults. */
export interface ReadCacheOptions extends Required<Pick<AnswerCacheOptions, 'keysOf' | 'now'>> {
  readonly store: CacheStore;
  readonly staleWhileRevalidateSeconds: number;
  readonly staleIfErrorSeconds: number;
}

/** Reads the options. Throws a TypeError that names the option, the rule and the value. */
export function readCacheOptions(given: AnswerCacheOptions): ReadCacheOptions {
  const { maxBytes, ...numbers } = readNumbers('createAnswerCache', given, rules);
  const { keysOf, now = Date.now } = given;
  return { ...numbers, keysOf, now, store: given.store ?? createMemoryStore(maxBytes, now) };
}

const rules = {
  maxBytes: { fallback: 64_000_000, min: 1 },
  staleWhileRevalidateSeconds: { fallback: 0 },
  staleIfErrorSeconds: { fallback: 0 },
};
