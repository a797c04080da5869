import { ExpectedError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createAlarm } from './alarm.ts';
import type { EventQueue } from './event-queue.ts';
import { createEventTopics, type EventTopics } from './event-topics.ts';
import type { EventFilter, EventPosition } from './outbox-event.ts';
import type { OutboxStore } from './outbox-store.ts';

/** The single reader of new events in a process. It reads only while there are subscribers. */
export interface LiveEvents {
  /**
   * Adds a queue for every matching event that commits from now on. Slightly older events may be included.
   * Rejects if the database is unavailable.
   */
  readonly join: (filter: EventFilter, queue: EventQueue) => Promise<void>;
  readonly leave: (filter: EventFilter, queue: EventQueue) => void;
  /** Returns the position up to which the queues have all events, or undefined if nothing is read. */
  readonly position: () => EventPosition | undefined;
  /** Stops reading, and ends all queues. */
  readonly stop: () => void;
}

/** Options of the reader. */
export interface LiveEventsOptions {
  readonly store: OutboxStore;
  /** Interval of reading without a notification, in milliseconds. */
  readonly pollMs: number;
  /** Starts to call back whenever there may be new events. Returns the function that ends it. */
  readonly listen: (onNotification: () => void) => () => void;
  readonly log: Log;
}

/** Creates the reader. It starts to read with its first subscriber. */
export function createLiveEvents(options: LiveEventsOptions): LiveEvents {
  const topics = createEventTopics();
  let reading: Reading | undefined;
  const end = (): void => {
    reading?.stop();
    reading = undefined;
  };
  const leave = (filter: EventFilter, queue: EventQueue): void => {
    topics.remove(filter, queue);
    if (topics.isEmpty()) end();
  };
  return {
    async join(filter, queue) {
      topics.add(filter, queue);
      reading ??= startReading(topics, options);
      const joined = reading;
      try {
        await joined.ready;
      } catch (error) {
        if (reading === joined) end();
        leave(filter, queue);
        throw error;
      }
    },
    leave,
    position: () => reading?.position(),
    stop() {
      end();
      for (const queue of topics.queues()) queue.close();
    },
  };
}

interface Reading extends Pick<LiveEvents, 'position'> {
  /** Resolves once all later events will arrive. */
  readonly ready: Promise<void>;
  readonly stop: () => void;
}

/** Longest pause while the database is unavailable, in milliseconds. */
const longestPauseMs = 5_000;

/** Starts to read: at once after each notification, and at intervals because a notification can be lost. */
function startReading(topics: EventTopics, { store, pollMs, listen, log }: LiveEventsOptions): Reading {
  const alarm = createAlarm();
  let position: EventPosition | undefined;
  let isStopped = false;
  const begin = async (): Promise<EventPosition> => {
    position = await store.readPosition();
    return position;
  };
  const readNew = async (): Promise<void> => {
    let after = position;
    if (after === undefined) {
      after = await begin();
      // Events are missing. Each subscriber detects that for itself.
      for (const queue of topics.queues()) queue.overflow();
    }
    for (let isLast = false; !isLast; ) {
      const page = await store.readPage(after);
      // The next reading reads these events itself.
      if (isStopped) return;
      page.events.forEach(topics.push);
      after = position = page.position;
      isLast = page.isLast;
    }
  };
  const run = async (): Promise<void> => {
    for (let failures = 0; !isStopped; ) {
      alarm.reset();
      try {
        await readNew();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!(error instanceof ExpectedError)) log.error({ err: error }, 'failed to read new events');
        // The database was unavailable for longer than events are kept, or lost some.
        else if (error.code === 'CURSOR_EXPIRED') position = undefined;
      }
      // A reopened connection for notifications ends the wait.
      await alarm.wait(Math.max(pollMs, Math.min(pollMs * 2 ** failures, longestPauseMs)));
    }
  };
  const ready = begin().then(() => void run());
  const endListening = listen(alarm.ring);
  return {
    ready,
    position: () => position,
    stop() {
      isStopped = true;
      endListening();
      alarm.ring();
    },
  };
}
