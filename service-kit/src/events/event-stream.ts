import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '../errors.ts';
import type { EventCursors } from './event-cursor.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';
import type { LiveEvents } from './live-events.ts';
import type { EventFilter, EventPosition, OutboxEvent } from './outbox-event.ts';
import type { EventPage, OutboxStore } from './outbox-store.ts';
import type { ReadPage } from './shared-pages.ts';
import { isLater, parseSnapshot, shows } from './snapshot.ts';

/** Event of a subscription, and the cursor after it. */
export interface StreamedEvent extends OutboxEvent {
  readonly cursor: string;
  /**
   * The event as the process has read it: the same object for all subscribers that get it from the reader.
   */
  readonly source: OutboxEvent;
}

/** Events of one subscriber: each later event once, in order for each entity. */
export interface EventStream extends AsyncIterableIterator<StreamedEvent, undefined, undefined> {
  /** Returns the cursor up to which the subscriber has everything. It advances without events for the subscriber, too. */
  readonly cursor: () => string;
  readonly return: () => Promise<IteratorReturnResult<undefined>>;
}

/** Subscription to events. */
export interface EventSubscription {
  /** Name of the field, to which its cursors are bound. */
  readonly field: string;
  readonly filter: EventFilter;
  /** Cursor after which the events begin. default: now */
  readonly after?: string | null | undefined;
  /** Returns whether an event is for this subscriber. default: all events of the filter */
  readonly accepts?: (event: OutboxEvent) => boolean;
}

/** Parts of the process that a stream uses. */
export interface EventStreamSources {
  readonly store: Pick<OutboxStore, 'readPosition'>;
  readonly readPage: ReadPage;
  readonly live: LiveEvents;
  /** Returns the cursors of a field on the database server. */
  readonly cursorsOf: (field: string) => Promise<EventCursors>;
  /** Maximum number of events that wait for a subscriber. One that is slower reads the rest from the outbox. */
  readonly maxQueued: number;
  /** Pause before a failed reading is repeated, in milliseconds. */
  readonly retryMs: number;
}

/**
 * Opens the stream of a subscriber. It first reads the outbox after the cursor, then takes new events from
 * the reader of the process, and returns to the outbox if it falls behind. Throws BAD_USER_INPUT for a cursor
 * of another field, CURSOR_EXPIRED for one that is too old or of another database, and SERVICE_UNAVAILABLE without a database.
 */
export async function openEventStream(
  subscription: EventSubscription,
  sources: EventStreamSources,
): Promise<EventStream> {
  const { field, filter, after } = subscription;
  const { store, live, maxQueued } = sources;
  const cursors = await sources.cursorsOf(field);
  const cursor = after === undefined || after === null ? undefined : cursors.read(after);
  const queue = createEventQueue(maxQueued);
  await live.join(filter, queue);
  const leave = (): void => {
    queue.close();
    live.leave(filter, queue);
  };
  try {
    const position = cursor ?? (await store.readPosition());
    const firstPage = cursor && (await sources.readPage(cursor, filter));
    const state: StreamState = { position, firstPage, isBehind: firstPage !== undefined, queue, cursors };
    const events = follow(subscription, sources, state);
    const stream: EventStream = {
      [Symbol.asyncIterator]: () => stream,
      next: () => events.next(),
      async return() {
        leave();
        await events.return(undefined);
        return { done: true, value: undefined };
      },
      cursor: () => cursors.write(latest(state, live)),
    };
    return stream;
  } catch (error) {
    leave();
    throw error;
  }
}

interface StreamState {
  /** Position up to which the subscriber has everything. */
  position: EventPosition;
  /** The first page, which is read before the stream is open. */
  firstPage: EventPage | undefined;
  /** True while the subscriber reads from the outbox. */
  isBehind: boolean;
  readonly queue: EventQueue;
  readonly cursors: EventCursors;
}

async function* follow(
  subscription: EventSubscription,
  sources: EventStreamSources,
  state: StreamState,
): AsyncGenerator<StreamedEvent, undefined, undefined> {
  const { accepts = () => true } = subscription;
  for (;;) {
    if (state.isBehind) yield* catchUp(subscription, sources, state);
    // Events that were committed before catching up ended may be in the queue, too.
    const { seen } = state.position;
    const snapshot = parseSnapshot(seen);
    for (state.isBehind = false; !state.isBehind; ) {
      const taken = await state.queue.take();
      if (taken.kind === 'closed') return;
      if (taken.kind === 'overflow') state.isBehind = true;
      else if (!shows(snapshot, taken.event.transaction)) {
        state.position = notBefore(taken.event.position, seen);
        if (accepts(taken.event)) yield withCursor(taken.event, state);
      }
    }
  }
}

/**
 * Yields the events of the outbox after the position. Repeats a read if the database is temporarily
 * unavailable.
 */
async function* catchUp(
  { filter, accepts = () => true }: EventSubscription,
  { readPage, retryMs }: EventStreamSources,
  state: StreamState,
): AsyncGenerator<StreamedEvent, void, undefined> {
  for (let isLast = false; !isLast && !state.queue.isClosed(); ) {
    const page = state.firstPage ?? (await tryReading(() => readPage(state.position, filter)));
    state.firstPage = undefined;
    if (page === undefined) await sleep(retryMs, undefined, { ref: false });
    else {
      for (const event of page.events) {
        state.position = event.position;
        if (accepts(event)) yield withCursor(event, state);
      }
      state.position = page.position;
      isLast = page.isLast;
    }
  }
}

/** Returns undefined if the database is temporarily unavailable. */
async function tryReading<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ExpectedError && error.code === 'SERVICE_UNAVAILABLE') return undefined;
    throw error;
  }
}

/**
 * Returns a position of the reader without the events that the subscriber has from the outbox, whose snapshot
 * may be later than the reader's.
 */
function notBefore(position: EventPosition, seen: string): EventPosition {
  return position.window !== undefined && isLater(seen, position.seen) ? { ...position, seen } : position;
}

function withCursor(source: OutboxEvent, { position, cursors }: StreamState): StreamedEvent {
  return { ...source, source, cursor: cursors.write(position) };
}

/** Returns the position of the reader, unless the subscriber is ahead of it, or an event is still queued. */
function latest({ position, queue, isBehind }: StreamState, live: LiveEvents): EventPosition {
  const read = live.position();
  if (read === undefined || read.window !== undefined || isBehind || !queue.isEmpty()) return position;
  return isLater(position.window?.until ?? position.seen, read.seen) ? position : read;
}
