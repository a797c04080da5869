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
  readonly stop: () => void;
}

/** Pause before an invalidation is sent again, in milliseconds. */
const retryMs = 250;

/** Maximum number of tags that wait. More of them end all values. */
const maxWaiting = 1_000;

/** Maximum number of tags in the store. */
const maxTags = 2_000;

/** Creates the pending changes of a gateway. Those that come while others are sent share the next script. */
export function createPendingChanges(store: SharedStore): PendingChanges {
  const stopped = new AbortController();
  let [sending, waiting] = [new Set<string>(), new Set<string>()];
  const addWaiting = (tags: Iterable<string>): void => {
    for (const tag of tags) waiting.add(tag);
    if (waiting.size > maxWaiting || waiting.has(everything)) waiting = new Set([everything]);
  };
  const send = async (): Promise<void> => {
    while (waiting.size > 0 && !stopped.signal.aborted) {
      [sending, waiting] = [waiting, new Set()];
      const isReceived = await store.run(invalidateScript, [changesKey], [String(maxTags), ...sending]);
      if (isReceived === undefined) {
        addWaiting(sending);
        await sleep(retryMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
      }
      sending = new Set();
    }
  };
  return {
    add(tags) {
      const isIdle = sending.size === 0 && waiting.size === 0;
      addWaiting(tags);
      if (isIdle) void send();
    },
    end(name, origin) {
      if (sending.size === 0 && waiting.size === 0) return false;
      const ends = (tag: string): boolean => sending.has(tag) || waiting.has(tag);
      return ends(everything) || tagsOf(name, origin).some(ends);
    },
    stop: () => stopped.abort(),
  };
}
