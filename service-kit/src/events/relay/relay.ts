import { createDatabase, type DatabasePool } from '../../database/database.ts';
import { runTransaction } from '../../database/run-transaction.ts';
import type { Log } from '../../log.ts';
import type { Tracing } from '../../telemetry/start-tracing.ts';
import { createAlarm } from '../alarm.ts';
import { isCursorExpired } from '../event-cursor.ts';
import type { EventTransport } from '../event-transport.ts';
import type { Outbox } from '../outbox.ts';
import { type EventPosition, toCloudEvent } from '../outbox-event.ts';
import { createOutboxStore, type OutboxStore } from '../outbox-store.ts';
import { publishInSpans } from '../publish-spans.ts';
import { retryPauseMs } from '../retry-pause.ts';
import { createOutboxReaders, createReaderCursors } from './outbox-reader-store.ts';

/** Publishes the events of an outbox to a broker: in order for each entity, at least once. */
export interface Relay {
  /** Returns a sentence for operators if events cannot be published, or undefined if they can. */
  readonly problem: () => string | undefined;
  /** Ends the publishing that is going on. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** Options of the relay. */
export interface RelayOptions {
  /** Name of the service. */
  readonly service: string;
  readonly outbox: Outbox;
  /** Connections of work that no request waits for. */
  readonly background: DatabasePool;
  readonly transport: EventTransport;
  /** Interval of reading without a notification, in milliseconds. */
  readonly pollMs: number;
  /** Time that PostgreSQL leaves a transaction idle, in milliseconds. 0 has no limit. */
  readonly idleTimeoutMs: number;
  /** default: no traces */
  readonly tracing?: Tracing | undefined;
  readonly log: Log;
}

/** Name of the relay among the readers of the outbox. */
const relayName = 'relay';

/** Longest time for publishing a page of events, in milliseconds. */
const longestPublishMs = 10_000;

/**
 * Starts to publish. All processes of a service try, and the one that locks the position of the relay publishes the next
 * page. The lock belongs to a transaction, so it works behind poolers and ends with its process.
 */
export function startRelay(options: RelayOptions): Relay {
  const { outbox, pollMs, log } = options;
  const alarm = createAlarm();
  const stopped = new AbortController();
  const publishNext = createPublisher(options, stopped.signal);
  let problem: string | undefined;
  const run = async (): Promise<void> => {
    for (let failures = 0; !stopped.signal.aborted; ) {
      alarm.reset();
      let pauseMs = pollMs;
      try {
        if ((await publishNext()) === 'more') pauseMs = 0;
        [failures, problem] = [0, undefined];
      } catch (error) {
        if (stopped.signal.aborted) return;
        failures += 1;
        pauseMs = retryPauseMs(failures);
        if (failures === 1) log.error({ err: error }, 'failed to publish events');
        // A single failure is normal, as when a broker elects a leader.
        if (failures > 2) problem = `Events of the subgraph "${options.service}" cannot be published.`;
      }
      if (pauseMs > 0) await alarm.wait(pauseMs);
    }
  };
  outbox.keepPruning();
  const endListening = outbox.listen(alarm.ring);
  const running = run();
  return {
    problem: () => problem,
    stop() {
      stopped.abort();
      endListening();
      alarm.ring();
      return running;
    },
  };
}

/** Creates a function that publishes the next page of events, and returns whether there may be more of them. */
function createPublisher(options: RelayOptions, stopped: AbortSignal): () => Promise<'more' | 'idle'> {
  const { service, outbox, background, transport, idleTimeoutMs, tracing, log } = options;
  const db = createDatabase<unknown>(background);
  const timeoutMs = Math.min(longestPublishMs, idleTimeoutMs === 0 ? Infinity : idleTimeoutMs * 0.8);
  let isAdded = false;
  return async () => {
    const cursors = createReaderCursors(await outbox.server());
    if (!isAdded) await createOutboxReaders(db).add(relayName);
    isAdded = true;
    try {
      return await runTransaction(db, async (trx) => {
        const [readers, store] = [createOutboxReaders(trx), createOutboxStore(trx)];
        const held = await readers.hold(relayName);
        if (held === undefined) return 'idle';
        const after = await positionOf(held.cursor, store, cursors.read);
        const page = await store.readPage(after);
        if (page.events.length > 0) {
          const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
          const events = page.events.map((event) => toCloudEvent(service, event));
          await publishInSpans(tracing, relayName, events, (traced) => transport.publish(traced, signal));
        }
        const cursor = cursors.write(page.position);
        if (cursor !== held.cursor) await readers.advance(relayName, cursor, page.position.seen);
        return page.isLast ? 'idle' : 'more';
      });
    } catch (error) {
      const readers = createOutboxReaders(db);
      if (!isCursorExpired(error)) await readers.touch(relayName);
      else {
        // The position belongs to another database server, such as the one that a dump came from.
        log.error('the position of the relay is no longer valid: it publishes all events that are kept');
        await readers.advance(relayName, null, null);
      }
      throw error;
    }
  };
}

function positionOf(
  cursor: string | null,
  store: OutboxStore,
  read: (cursor: string) => EventPosition,
): Promise<EventPosition> | EventPosition {
  return cursor === null ? store.readStart() : read(cursor);
}
