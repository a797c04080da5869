import { createDatabase, type DatabasePool } from '../../database/database.ts';
import { isOver } from '../../lifetime.ts';
import type { Tracing } from '../../telemetry/start-tracing.ts';
import { createAlarm } from '../alarm.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Outbox } from '../outbox.ts';
import { type EventPosition, toCloudEvent } from '../outbox-event.ts';
import { createOutboxStore } from '../outbox-store.ts';
import { publishInSpans } from '../publish-spans.ts';
import { createOutboxReaders, createReaderCursors } from '../relay/outbox-reader-store.ts';

/** Events of one service for the consumers of others, in this process or over HTTP. */
export interface EventSource {
  /**
   * Returns the next events after a cursor, and waits for them if there are none. Throws CURSOR_EXPIRED if events after the
   * cursor were deleted, BAD_USER_INPUT for a malformed cursor, and SERVICE_UNAVAILABLE without a database.
   */
  readonly read: (request: SourceRequest) => Promise<SourcePage>;
}

/** Request for events. */
export interface SourceRequest {
  /** Name of the group of consumers. Events that it has not read are kept. */
  readonly group: string;
  /** Types to return, such as `orders.order-paid.v1`. */
  readonly types: readonly string[];
  /** Cursor of the last page, or undefined for the oldest event that is kept. */
  readonly after: string | undefined;
  /**
   * True for a reader that begins now, for which no event is kept. Without a cursor it receives that of now, at once.
   * default: false
   */
  readonly isLive?: boolean;
  /** Ends the wait for new events when it aborts. */
  readonly signal: AbortSignal;
}

/** Some events of a service, and the cursor after them. */
export interface SourcePage {
  readonly events: readonly CloudEvent[];
  readonly cursor: string;
}

/** Longest wait for new events, in milliseconds. A reader renews its lease between two requests. */
const longestWaitMs = 5_000;

/** Interval of noting that a reader without new events is alive, in milliseconds. */
const touchEveryMs = 60_000;

/** Creates the source of a service's events. */
export function createEventSource(options: {
  readonly service: string;
  readonly outbox: Outbox;
  /** Connections of work that no request waits for. */
  readonly background: DatabasePool;
  /** Interval of reading without a notification, in milliseconds. */
  readonly pollMs: number;
  /** default: no traces */
  readonly tracing?: Tracing | undefined;
}): EventSource {
  const { service, outbox, background, pollMs, tracing } = options;
  const db = createDatabase<unknown>(background);
  const [store, readers] = [createOutboxStore(db), createOutboxReaders(db)];
  const note = createNotes(readers.advance);
  return {
    async read({ group, types, after, signal, isLive = false }) {
      outbox.keepPruning();
      const cursors = createReaderCursors(await outbox.server());
      if (isLive && after === undefined)
        return { events: [], cursor: cursors.write(await store.readPosition()) };
      const start = after === undefined ? await store.readStart() : cursors.read(after);
      if (!isLive) await note(feedReaderName(group), after, start.seen);
      const filter = { types: types.map((type) => type.slice(service.length + 1)) };
      const alarm = createAlarm();
      const endListening = outbox.listen(alarm.ring);
      signal.addEventListener('abort', alarm.ring);
      const until = { signal, deadline: performance.now() + longestWaitMs };
      try {
        for (let position: EventPosition = start; ; ) {
          alarm.reset();
          const page = await store.readPage(position, filter);
          position = page.position;
          if (page.events.length > 0 || isOver(until)) {
            const events = page.events.map((event) => toCloudEvent(service, event));
            const cursor = cursors.write(position);
            if (isLive) return { events, cursor };
            return publishInSpans(tracing, feedReaderName(group), events, async (traced) => ({
              events: traced,
              cursor,
            }));
          }
          if (page.isLast) await alarm.wait(Math.min(pollMs, until.deadline - performance.now()));
        }
      } finally {
        endListening();
        signal.removeEventListener('abort', alarm.ring);
      }
    },
  };
}

/** Returns the name of a group among the readers of an outbox. */
function feedReaderName(group: string): string {
  return `feed:${group}`;
}

/** Creates a function that notes the progress of readers: when it changes, and otherwise once a minute. */
function createNotes(advance: ReturnType<typeof createOutboxReaders>['advance']) {
  const noted = new Map<string, { readonly cursor: string | undefined; readonly at: number }>();
  return async (name: string, cursor: string | undefined, seen: string): Promise<void> => {
    const last = noted.get(name);
    if (last?.cursor === cursor && performance.now() - (last?.at ?? 0) < touchEveryMs) return;
    await advance(name, cursor ?? null, cursor === undefined ? null : seen);
    if (noted.size >= 100) noted.clear();
    noted.set(name, { cursor, at: performance.now() });
  };
}
