import type { Metrics } from '../telemetry/metrics.ts';
import type { EventStatus } from './event-status-store.ts';

/** Time for which a status serves all metrics of one collection, in milliseconds. */
const maxAgeMs = 1_000;

/**
 * Observes the events of a service: those that readers of its outbox have not read, and the progress of its consumers. Reads
 * the database once for each collection. While the database is unavailable, these metrics are missing.
 */
export function observeEvents(metrics: Metrics, service: string, read: () => Promise<EventStatus>): void {
  let latest: { readonly status: Promise<EventStatus>; readonly at: number } | undefined;
  const status = (): Promise<EventStatus> => {
    const now = performance.now();
    if (latest === undefined || now - latest.at > maxAgeMs) latest = { status: read(), at: now };
    return latest.status;
  };
  const own = { 'event.service': service };
  metrics.observe('event.outbox.unread', async () =>
    (await status()).readers.map(({ name, unread }) => ({
      value: unread,
      attributes: { ...own, 'event.reader': name },
    })),
  );
  metrics.observe('event.outbox.oldest_unread', async () =>
    (await status()).readers.map(({ name, oldestUnreadSeconds }) => ({
      value: oldestUnreadSeconds ?? 0,
      attributes: { ...own, 'event.reader': name },
    })),
  );
  metrics.observe('event.consumer.delay', async () =>
    (await status()).consumers.map(({ name, lastDelaySeconds }) => ({
      value: lastDelaySeconds ?? 0,
      attributes: { ...own, 'event.consumer': name },
    })),
  );
  metrics.observe('event.consumer.parked', async () =>
    (await status()).consumers.flatMap(({ name, retrying, waiting, dead }) =>
      Object.entries({ retrying, waiting, dead }).map(([state, value]) => ({
        value,
        attributes: { ...own, 'event.consumer': name, 'event.state': state },
      })),
    ),
  );
}
