import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, type DatabasePool } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Tracing } from '../telemetry/start-tracing.ts';
import type { EventConsumer } from './event-consumer.ts';
import { type EventStatus, readEventStatus } from './event-status-store.ts';
import type { EventTransport } from './event-transport.ts';
import { startConsumers } from './inbox/start-consumers.ts';
import { openTransport, type TransportSettings } from './open-transport.ts';
import type { Outbox } from './outbox.ts';
import { startRelay } from './relay/relay.ts';

/** Events between a service and others: what it emits is published, and what it consumes is handled. */
export interface EventDelivery {
  /** Reads the state of the events of the service from its database. */
  readonly status: () => Promise<EventStatus>;
  /** Returns sentences for operators about events that are late or cannot be handled. */
  readonly warnings: () => readonly string[];
  /** Waits for the events that are being handled. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** Options of the events between a service and others. */
export interface EventDeliveryOptions<Tables> {
  /** Name of the service. */
  readonly name: string;
  readonly settings: TransportSettings;
  readonly consumers: readonly EventConsumer<Tables>[];
  readonly outbox: Outbox;
  /** Connections of work that no request waits for. */
  readonly background: DatabasePool;
  /** Interval of reading without a notification, in milliseconds. */
  readonly pollMs: number;
  /** Time that PostgreSQL leaves a transaction idle, in milliseconds. 0 has no limit. */
  readonly idleTimeoutMs: number;
  /** default: no traces */
  readonly tracing?: Tracing | undefined;
  readonly log: Log;
}

/**
 * Starts to publish to the broker, if there is one, and to handle events. Does not wait for a broker or another service, so
 * one that is down costs lateness and nothing else. Throws ConfigError if production names no way to receive events.
 */
export async function startEventDelivery<Tables>(
  options: EventDeliveryOptions<Tables>,
): Promise<EventDelivery> {
  const { name, settings, consumers, outbox, background, pollMs, idleTimeoutMs, tracing, log } = options;
  const status = () => readEventStatus(createDatabase(background));
  const isUsed = settings.brokerUrl !== undefined || consumers.length > 0;
  if (!isUsed) return { status, warnings: () => [], stop: async () => {} };
  const types = consumers.flatMap((consumer) => consumer.types);
  const transport = await openTransport(types, settings, background, log);
  const relay =
    settings.brokerUrl === undefined
      ? undefined
      : startRelay({ service: name, outbox, background, transport, pollMs, idleTimeoutMs, tracing, log });
  const handling = await startConsumers({
    ...{ service: name, consumers, background, transport, tracing, log },
    announce: outbox.announce,
  });
  const health = watchHealth(name, transport, status);
  return {
    status,
    warnings: () => [relay?.problem() ?? [], health.warnings()].flat(),
    async stop() {
      health.stop();
      await Promise.all([relay?.stop(), handling.stop()]);
      await transport.stop();
    },
  };
}

/** Interval of looking for problems, and longest time of one look, in milliseconds. */
const [watchEveryMs, watchTimeoutMs] = [10_000, 5_000];

/** Looks for problems at an interval. */
function watchHealth(name: string, transport: EventTransport, status: () => Promise<EventStatus>) {
  const stopped = new AbortController();
  let warnings: readonly string[] = [];
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await sleep(watchEveryMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
      if (stopped.signal.aborted) return;
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(watchTimeoutMs)]);
      const isReachable = await transport.check(signal).then(
        () => true,
        () => false,
      );
      const found = isReachable ? [] : [`Events do not reach the subgraph "${name}", or do not leave it.`];
      warnings = [...found, ...(await status().then(describeStatus, () => []))];
    }
  };
  void watch();
  return { warnings: () => warnings, stop: () => stopped.abort() };
}

/** Age of an event from which on it counts as late, in seconds. */
const lateSeconds = 60;

/** Returns sentences for operators about the state of events. Empty if all is well. */
function describeStatus({ readers, consumers }: EventStatus): readonly string[] {
  const late = readers.filter(({ oldestUnreadSeconds }) => (oldestUnreadSeconds ?? 0) > lateSeconds);
  return [
    ...late.map(
      ({ name, unread, oldestUnreadSeconds }) =>
        `The reader "${name}" has not read ${unread} events, the oldest for ${Math.round(oldestUnreadSeconds ?? 0)} s.`,
    ),
    ...consumers
      .filter(({ dead }) => dead > 0)
      .map(({ name, dead }) => `The consumer "${name}" has ${dead} dead letters. See npm run events:status.`),
    ...consumers
      .filter(({ lostSince }) => lostSince !== null)
      .map(({ name }) => `The consumer "${name}" lacks events that were deleted before they were read.`),
  ];
}
