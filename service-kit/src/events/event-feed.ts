import type { Log } from '../log.ts';
import { createEventCursors, type EventCursors } from './event-cursor.ts';
import {
  type EventStream,
  type EventStreamSources,
  type EventSubscription,
  openEventStream,
} from './event-stream.ts';
import { createLiveEvents } from './live-events.ts';
import type { Outbox } from './outbox.ts';
import { createSharedPages } from './shared-pages.ts';

/** Events of one service for its subscribers: those that its transactions wrote to the outbox of its database. */
export interface EventFeed {
  /**
   * Opens a stream of events. Throws BAD_USER_INPUT for a cursor of another field, CURSOR_EXPIRED for one that is too old,
   * and SERVICE_UNAVAILABLE without a database.
   */
  readonly follow: (subscription: EventSubscription) => Promise<EventStream>;
  /** Makes readers in all processes read now. Call it after a change is committed. Returns at once. */
  readonly announce: () => void;
  /** Stops reading. Streams end. */
  readonly stop: () => void;
}

/** Number of events that may wait for one subscriber before it reads them from the outbox. */
const maxQueued = 1_000;

/** Creates the events of a service. Deletes old events from the first use on, so that a service may have none. */
export function createEventFeed(options: {
  readonly outbox: Outbox;
  /** Interval of reading without a notification, in milliseconds. */
  readonly pollMs: number;
  readonly log: Log;
}): EventFeed {
  const { outbox, pollMs, log } = options;
  const { store, server } = outbox;
  const live = createLiveEvents({ store, pollMs, listen: outbox.listen, log });
  const cursors = new Map<string, EventCursors>();
  const sources: EventStreamSources = {
    ...{ store, readPage: createSharedPages(store), live, maxQueued, retryMs: pollMs },
    async cursorsOf(field) {
      const known = cursors.get(field) ?? createEventCursors(field, await server());
      cursors.set(field, known);
      return known;
    },
  };
  return {
    follow(subscription) {
      outbox.keepPruning();
      return openEventStream(subscription, sources);
    },
    announce() {
      outbox.keepPruning();
      outbox.announce();
    },
    stop: live.stop,
  };
}
