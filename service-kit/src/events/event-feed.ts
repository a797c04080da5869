import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, type DatabasePool } from '../database/database.ts';
import { startNotifications } from '../database/notifications.ts';
import type { DatabaseUrl } from '../database/postgres-connection.ts';
import type { Log } from '../log.ts';
import {
  type EventStream,
  type EventStreamSources,
  type EventSubscription,
  openEventStream,
} from './event-stream.ts';
import { createLiveEvents } from './live-events.ts';
import { channel, createOutboxStore, type OutboxStore } from './outbox-store.ts';

/** Events of one service: those that its transactions wrote to the outbox of its database. */
export interface EventFeed {
  /**
   * Opens a stream of events. Throws BAD_USER_INPUT for a cursor of another field, CURSOR_EXPIRED for one that is too old,
   * and SERVICE_UNAVAILABLE without a database.
   */
  readonly follow: (subscription: EventSubscription) => Promise<EventStream>;
  /** Makes readers in all processes read now. Call it after a change is committed. Returns at once. */
  readonly announce: () => void;
  /** Stops reading and deleting. Streams end. */
  readonly stop: () => void;
}

/** Settings of the events of a service. */
export interface EventSettings {
  /** Interval of reading without a notification, in milliseconds. */
  readonly pollMs: number;
  /** Hours for which events are kept. */
  readonly retentionHours: number;
}

/** Number of events that may wait for one subscriber before it reads them from the outbox. */
const maxQueued = 1_000;

/** Interval of looking for events to delete, in milliseconds. */
const pruneEveryMs = 60_000;

/** Creates the events of a service. Deletes old events from the first use on, so that a service may have no outbox. */
export function createEventFeed(options: {
  readonly url: DatabaseUrl;
  readonly pool: DatabasePool;
  readonly settings: EventSettings;
  readonly log: Log;
}): EventFeed {
  const { url, pool, settings, log } = options;
  const { pollMs, retentionHours } = settings;
  const store = createOutboxStore(createDatabase(pool));
  const listen = (onNotification: () => void) => startNotifications({ url, channel, onNotification, log });
  const live = createLiveEvents({ store, pollMs, listen, log });
  const stopped = new AbortController();
  let isPruning = false;
  const prune = (): void => {
    if (isPruning) return;
    isPruning = true;
    void keepPruning(store, retentionHours * 3_600_000, stopped.signal, log);
  };
  let server: Promise<string> | undefined;
  const sources: EventStreamSources = {
    ...{ store, live, maxQueued, retryMs: pollMs },
    server() {
      server ??= store.readServer().catch((error: unknown) => {
        server = undefined;
        throw error;
      });
      return server;
    },
  };
  const announce = createAnnouncer(store, live.wake);
  return {
    follow(subscription) {
      prune();
      return openEventStream(subscription, sources);
    },
    announce() {
      prune();
      announce();
    },
    stop() {
      stopped.abort();
      live.stop();
    },
  };
}

/** Creates a function that announces events. Changes that come while an announcement is sent share the next one. */
function createAnnouncer(store: OutboxStore, wake: () => void): () => void {
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
    wake();
    if (state === 'idle') void send();
    else state = 'again';
  };
}

async function keepPruning(
  store: OutboxStore,
  retentionMs: number,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  while (!signal.aborted) {
    try {
      while (!(await store.prune(retentionMs)) && !signal.aborted);
    } catch (error) {
      log.warn({ err: error }, 'failed to delete old events');
    }
    await sleep(pruneEveryMs, undefined, { signal, ref: false }).catch(() => {});
  }
}
