import type { EventFilter, EventPosition } from './outbox-event.ts';
import type { EventPage, OutboxStore } from './outbox-store.ts';

/** Function that returns the next events after a position, for a subscriber that has joined the reader of new events. */
export type ReadPage = (after: EventPosition, filter: EventFilter) => Promise<EventPage>;

/** Time for which a page is shared, in milliseconds, and the number of pages that are kept. */
const [keptMs, maxPages] = [1_000, 16];

/**
 * Creates a function that reads pages once for all subscribers that resume after the same position, as they do when a
 * process has restarted. They get the same event objects, and so share what is loaded and answered for them.
 */
export function createSharedPages({ readPage }: Pick<OutboxStore, 'readPage'>): ReadPage {
  const pages = new Map<string, Promise<EventPage>>();
  const keep = (key: string, reading: Promise<EventPage>): void => {
    const [oldest] = pages.keys();
    if (oldest !== undefined && pages.size >= maxPages) pages.delete(oldest);
    pages.set(key, reading);
    const forget = (): void => {
      if (pages.get(key) === reading) pages.delete(key);
    };
    setTimeout(forget, keptMs).unref();
    // An empty page tells nothing to others, and a failure may be over for them.
    reading.then(({ events }) => events.length === 0 && forget(), forget);
  };
  return async (after, filter) => {
    const key = JSON.stringify([after.seen, after.window, filter.entity, filter.ids]);
    const known = pages.get(key);
    if (known !== undefined) {
      const shared = await known.catch(() => undefined);
      // It may be older than the subscriber's queue. Events between the two are on the next page.
      if (shared !== undefined && shared.events.length > 0) return { ...shared, isLast: false };
    }
    const reading = readPage(after, filter);
    keep(key, reading);
    return reading;
  };
}
