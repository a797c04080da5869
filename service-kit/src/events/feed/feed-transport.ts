import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { serviceOfType } from '../cloud-event.ts';
import { isCursorExpired } from '../event-cursor.ts';
import type { EventTransport, RunningSubscription, TransportSubscription } from '../event-transport.ts';
import { retryPauseMs } from '../retry-pause.ts';
import { createRunningSubscriptions } from '../running-subscriptions.ts';
import { createSubjectLanes, type Handle } from '../subject-lanes.ts';
import type { EventSource } from './event-source.ts';
import type { FeedCursorStore, FeedProgress } from './feed-cursor-store.ts';

/** Options of the transport without a broker. */
export interface FeedTransportOptions {
  /** Returns the events of a service. Throws if its address is unknown. */
  readonly sourceOf: (service: string) => EventSource;
  readonly cursors: FeedCursorStore;
  /** Maximum number of events that a consumer handles at the same time. */
  readonly concurrency: number;
  readonly log: Log;
}

/** Time for which a process may read before it must ask again, in milliseconds: longer than a read waits for events. */
const leaseMs = 15_000;

/** Interval of asking whether another process has ended its reading, in milliseconds. */
const otherReaderMs = 2_000;

/**
 * Creates the transport that needs no broker: consumers read the feeds of the services that emit events, and keep their
 * cursors in their own database. One process of a group reads at a time.
 */
export function createFeedTransport(options: FeedTransportOptions): EventTransport {
  const running = createRunningSubscriptions();
  const problems = new Map<string, unknown>();
  return {
    // The outbox is the feed.
    publish: async () => {},
    async subscribe(subscription) {
      const readers = [...Map.groupBy(subscription.types, serviceOfType)].map(([source, types]) =>
        startReading(source, { ...subscription, types }, { ...options, problems }),
      );
      return running.add(readers);
    },
    async check() {
      for (const [source, problem] of problems)
        throw new Error(`the events of "${source}" cannot be read`, { cause: problem });
    },
    stop: () => running.stop(),
  };
}

interface ReadingOptions extends FeedTransportOptions {
  /** Last failures by service. */
  readonly problems: Map<string, unknown>;
}

/** Starts to read the feed of one service. */
function startReading(
  source: string,
  { group, types, handle }: TransportSubscription,
  { sourceOf, cursors, concurrency, problems, log }: ReadingOptions,
): RunningSubscription {
  const stopped = new AbortController();
  const { signal } = stopped;
  const progress: FeedProgress = { group, source };
  const holder = randomUUID();
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => {});
  const handleInLanes = createSubjectLanes(handle, concurrency);
  /** Reads and handles one page. Returns false if another process reads. */
  const readNext = async (): Promise<boolean> => {
    const held = await cursors.lease(progress, holder, leaseMs);
    if (held === undefined) return false;
    const after = held.cursor ?? undefined;
    const { events, cursor } = await sourceOf(source).read({ group, types, after, signal });
    await handleAll(events, handleInLanes);
    if (cursor !== after) await cursors.advance(progress, holder, cursor);
    return true;
  };
  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const isReader = await readNext();
        problems.delete(source);
        failures = 0;
        if (!isReader) await pause(otherReaderMs);
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        if (isCursorExpired(error)) await restart(progress, cursors, log);
        // A single failure is normal, as when the other service starts or restarts.
        if (failures > 2) {
          if (!problems.has(source))
            log.warn({ err: error, ...progress }, 'failed to read events of another service');
          problems.set(source, error);
        }
        await pause(retryPauseMs(failures));
      }
    }
    await cursors.release(progress, holder).catch(() => {});
  };
  const ended = run();
  return {
    stop() {
      stopped.abort();
      return ended;
    },
  };
}

/** Handles all events of a page. Rejects if one is rejected, once all others have ended. */
async function handleAll(events: readonly Parameters<Handle>[0][], handle: Handle): Promise<void> {
  const outcomes = await Promise.allSettled(events.map(handle));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function restart(progress: FeedProgress, cursors: FeedCursorStore, log: Log): Promise<void> {
  log.error(progress, 'events were deleted before they were read: reading continues with the oldest one');
  await cursors.restart(progress).catch(() => {});
}
