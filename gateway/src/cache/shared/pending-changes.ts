import { setTimeout as sleep } from 'node:timers/promises';
import { type CacheOrigin, tagsOf } from '@supergraph/engine';
import type { SharedStore } from '@supergraph/service-kit/store/shared-store.ts';
import { changesKey, everything, invalidateScript } from './cache-scripts.ts';

/** Invalidations that the store has not received yet. */
export interface PendingChanges {
  /** Sends tags to the store, until it has received them. */
  readonly add: (tags: readonly string[]) => void;
  /** Returns whether a pending tag ends a value. */
  readonly end: (name: string, origin: CacheOrigin) => boolean;
  /** Stores a text once the store has received all tags that were added before. */
  readonly note: (key: string, text: string) => void;
  /** Sends once more what waits. Takes as long as two answers of the store at most. */
  readonly stop: () => Promise<void>;
}

/** Pause before an invalidation is sent again, in milliseconds. */
const retryMs = 250;

/** Maximum number of tags that wait. More of them end all values. */
const maxWaiting = 1_000;

/** Maximum number of tags in the store, of about 200 bytes each. */
const maxTags = 50_000;

/**
 * Creates the pending changes of a gateway. Those that come while others are sent share the next script. `keptMs` is the time
 * in milliseconds after which the store may forget them.
 */
export function createPendingChanges(store: SharedStore, keptMs: number): PendingChanges {
  const stopped = new AbortController();
  let [sending, waiting] = [new Set<string>(), new Set<string>()];
  let texts = new Map<string, string>();
  let sent: Promise<void> = Promise.resolve();
  const addWaiting = (tags: Iterable<string>): void => {
    for (const tag of tags) waiting.add(tag);
    if (waiting.size > maxWaiting || waiting.has(everything)) waiting = new Set([everything]);
  };
  /** Sends what waits. Returns false, and lets it wait, if the store does not receive it. */
  const sendOnce = async (): Promise<boolean> => {
    const noted = texts;
    [sending, waiting, texts] = [waiting, new Set(), new Map()];
    const keys = [changesKey, ...noted.keys()];
    const values = [String(maxTags), String(keptMs), ...noted.values(), ...sending];
    const isReceived = (await store.run(invalidateScript, keys, values)) !== undefined;
    if (!isReceived) {
      addWaiting(sending);
      texts = new Map([...noted, ...texts]);
    }
    sending = new Set();
    return isReceived;
  };
  const isWaiting = (): boolean => waiting.size > 0 || texts.size > 0;
  let isBusy = false;
  const send = async (): Promise<void> => {
    isBusy = true;
    while (isWaiting() && !stopped.signal.aborted) {
      if (!(await sendOnce()))
        await sleep(retryMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
    }
    isBusy = false;
  };
  const begin = (): void => {
    if (!isBusy) sent = send();
  };
  return {
    add(tags) {
      addWaiting(tags);
      begin();
    },
    note(key, text) {
      texts.set(key, text);
      begin();
    },
    end(name, origin) {
      if (sending.size === 0 && waiting.size === 0) return false;
      const ends = (tag: string): boolean => sending.has(tag) || waiting.has(tag);
      return ends(everything) || tagsOf(name, origin).some(ends);
    },
    async stop() {
      stopped.abort();
      await sent;
      if (isWaiting()) await sendOnce();
    },
  };
}
