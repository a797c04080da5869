import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, type DatabasePool } from '../database/database.ts';
import { startNotifications } from '../database/notifications.ts';
import type { DatabaseUrl } from '../database/postgres-connection.ts';
import type { Log } from '../log.ts';
import { channel, createOutboxStore, type OutboxStore } from './outbox-store.ts';

/** The events that the transactions of a service wrote, for all of their readers in this process. */
export interface Outbox {
  /** Store on the connections of requests. */
  readonly store: OutboxStore;
  /** Returns the identity of the database server. */
  readonly server: () => Promise<string>;
  /**
   * Calls back whenever there may be new events. All callers share one connection, which stays open for a while after the
   * last of them. Returns the function that ends the calls.
   */
  readonly listen: (onChange: () => void) => () => void;
  /** Makes readers in all processes read now. Call it after a change is committed. Returns at once. */
  readonly announce: () => void;
  /** Deletes old events from now on. Idempotent. */
  readonly keepPruning: () => void;
  /** Stops deleting, and closes the connection of listeners once there are none. */
  readonly stop: () => void;
}

/** Options of the outbox of a service. */
export interface OutboxOptions {
  readonly url: DatabaseUrl;
  /** Connections of requests. */
  readonly pool: DatabasePool;
  /** Connections of work that no request waits for. */
  readonly background: DatabasePool;
  /** Hours for which events are kept. */
  readonly retentionHours: number;
  /** Time for which the connection of listeners stays open after the last one, in milliseconds. default: 30 s */
  readonly lingerMs?: number | undefined;
  readonly log: Log;
}

/** Interval of looking for events to delete, in milliseconds. */
const pruneEveryMs = 60_000;

/** Longer than the pause between two reads of a feed, so that a reader does not open a connection for each. */
const usualLingerMs = 30_000;

/** Creates the outbox of a service. It sends no statement before its first use. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { url, pool, background, retentionHours, lingerMs = usualLingerMs, log } = options;
  const store = createOutboxStore(createDatabase(pool));
  const start = (onNotification: () => void) => startNotifications({ url, channel, onNotification, log });
  const changes = createChanges(start, lingerMs);
  const stopped = new AbortController();
  let isPruning = false;
  let server: Promise<string> | undefined;
  return {
    store,
    server() {
      server ??= createOutboxStore(createDatabase(background))
        .readServer()
        .catch((error: unknown) => {
          server = undefined;
          throw error;
        });
      return server;
    },
    listen: changes.listen,
    announce: createAnnouncer(store, changes.tell),
    keepPruning() {
      if (isPruning) return;
      isPruning = true;
      const old = createOutboxStore(createDatabase(background));
      void prune(old, retentionHours * 3_600_000, stopped.signal, log);
    },
    stop() {
      stopped.abort();
      changes.stop();
    },
  };
}

/** Shares one source of notifications among its listeners. It runs while there are any, and for `lingerMs` afterwards. */
function createChanges(start: (onNotification: () => void) => () => void, lingerMs: number) {
  const listeners = new Set<() => void>();
  let end: (() => void) | undefined;
  let lingering: NodeJS.Timeout | undefined;
  let isStopped = false;
  const endUnused = (): void => {
    clearTimeout(lingering);
    if (listeners.size > 0) return;
    end?.();
    end = undefined;
  };
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    tell,
    listen(onChange: () => void): () => void {
      const listener = (): void => onChange();
      clearTimeout(lingering);
      listeners.add(listener);
      end ??= start(tell);
      return () => {
        listeners.delete(listener);
        clearTimeout(lingering);
        if (isStopped) endUnused();
        else if (listeners.size === 0) lingering = setTimeout(endUnused, lingerMs).unref();
      };
    },
    stop(): void {
      isStopped = true;
      endUnused();
    },
  };
}

/** Creates a function that announces events. Changes that come while an announcement is sent share the next one. */
function createAnnouncer(store: OutboxStore, tell: () => void): () => void {
  let state: 'idle' | 'sending' | 'again' = 'idle';
  const send = async (): Promise<void> => {
    do {
      state = 'sending';
      // After a lost announcement, other processes wait for their poll interval.
      await store.announce().catch(() => {});
    } while (isAgain());
    state = 'idle';
  };
  const isAgain = (): boolean => state === 'again';
  return () => {
    tell();
    if (state === 'idle') void send();
    else state = 'again';
  };
}

async function prune(store: OutboxStore, retentionMs: number, signal: AbortSignal, log: Log): Promise<void> {
  while (!signal.aborted) {
    try {
      while (!(await store.prune(retentionMs)) && !signal.aborted);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'failed to delete old events');
    }
    await sleep(pruneEveryMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
