import { hash } from 'node:crypto';
import {
  type CacheStore,
  createInvalidations,
  type FoundEntries,
  lastUseOf,
  type NewEntries,
  viewerTagOf,
} from '@supergraph/engine';
import type { SharedStore } from '@supergraph/service-kit/store/shared-store.ts';
import type { FeedCursors } from '../follow-changes.ts';
import { changesKey, everything, findScript, putScript } from './cache-scripts.ts';
import { createPendingChanges } from './pending-changes.ts';
import { readStoredEntry, type StoredEntry, writeStoredEntry } from './stored-entry.ts';

/** Maximum number of values of a question. A longer script would hold up the store. */
const maxParts = 500;

/** Maximum number of characters of the values that one script reads or stores. */
const maxLength = 1_000_000;

/** Longest time for which a value is stored, in milliseconds. */
const maxStoredMs = 24 * 3_600_000;

/** Time for which an invalidation is kept. The value that it ends may be stored up to an hour later. */
const invalidationMs = maxStoredMs + 3_600_000;

/** Maximum number of invalidations that one search returns. More than that are read in several searches, which find nothing. */
const maxChanges = 5_000;

/** Store of a cache that gateways share, with the events that it has seen. */
export interface SharedCacheStore extends CacheStore {
  readonly cursors: FeedCursors;
  /** Sends invalidations that wait once more. */
  readonly stop: () => Promise<void>;
}

/**
 * Creates the store of a cache that gateways share. Each search also returns what any of them has invalidated since the last
 * one. While the store does not answer, nothing is found or stored, and invalidations wait.
 */
export function createSharedCacheStore(store: SharedStore): SharedCacheStore {
  const invalidations = createInvalidations();
  const pending = createPendingChanges(store, invalidationMs);
  /** Newest version whose invalidations are known. */
  let known = 0;
  const note = (changes: readonly unknown[]): void => {
    // The next search repeats the last version, as some of its tags may be missing.
    const missing = changes.length >= 2 * maxChanges ? 1 : 0;
    for (let i = 0; i < changes.length; i += 2) {
      const [tag, version] = [String(changes[i]), Number(changes[i + 1])];
      if (!Number.isSafeInteger(version)) continue;
      if (tag === everything) invalidations.raise(version);
      else invalidations.add([tag], version);
      known = Math.max(known, version - missing);
    }
  };
  const isValid = (name: string, { origin, version }: StoredEntry): boolean =>
    invalidations.isValid(name, origin, version) && !pending.end(name, origin);
  return {
    async find({ everyone, viewer, client, names }) {
      const nothing: FoundEntries = { version: undefined, entries: names.map(() => undefined) };
      if (names.length > maxParts) return nothing;
      const keys = [everyone, viewer].map((group) => names.map((name) => keyOf(group, name)));
      const [forAll = [], own = []] = keys;
      const limits = [known, maxLength, maxChanges].map(String);
      const answer = await store.run(findScript, [changesKey, ...forAll, ...own], limits);
      const [newest, changes, values] = Array.isArray(answer) ? answer : [];
      const version = Number(newest);
      const isAnswer = Number.isSafeInteger(version) && Array.isArray(changes) && Array.isArray(values);
      if (!isAnswer) return nothing;
      note(changes);
      const viewerTag = viewerTagOf(client.viewer);
      const read = (index: number, key = '', tag: string | undefined): StoredEntry | undefined => {
        const entry = readStoredEntry(key, values[index], tag);
        return entry !== undefined && isValid(names[index % names.length] ?? '', entry) ? entry : undefined;
      };
      const find = (_: string, i: number) =>
        read(i, forAll[i], undefined) ?? read(names.length + i, own[i], viewerTag);
      return { version, entries: names.map(find) };
    },
    put: (version, added) => void storeAll(store, version, added),
    invalidate: pending.add,
    clear: () => pending.add([everything]),
    cursors: {
      find: (feed) => store.get(cursorKeyOf(feed)),
      note: (feed, cursor) => pending.note(cursorKeyOf(feed), cursor),
    },
    stop: pending.stop,
  };
}

/** Stores the values of an answer in one script. */
function storeAll(
  store: SharedStore,
  version: number,
  { group, origin, names, values }: NewEntries,
): Promise<unknown> | undefined {
  const ttlMs = Math.min(lastUseOf(origin) - Date.now(), maxStoredMs);
  if (names.length > maxParts || !(ttlMs >= 1)) return undefined;
  const [keys, texts]: [string[], string[]] = [[], []];
  let left = maxLength;
  names.forEach((name, index) => {
    const value = values[index];
    if (value === undefined) return;
    const key = keyOf(group, name);
    const text = writeStoredEntry(key, { version, origin, value });
    if (text.length > left) return;
    left -= text.length;
    keys.push(key);
    texts.push(text);
  });
  if (keys.length === 0) return undefined;
  return store.run(putScript, keys, [String(Math.floor(ttlMs)), ...texts]);
}

/** Returns the key of a value. It tells nothing about the viewer or the entity, and has a fixed length. */
function keyOf(group: string, name: string): string {
  return `supergraph:cache:${hash('sha256', `${group} ${name}`, 'base64url')}`;
}

/** Returns the key of the cursor of a feed. */
function cursorKeyOf(feed: string): string {
  return `supergraph:cache-events:${hash('sha256', feed, 'base64url')}`;
}
