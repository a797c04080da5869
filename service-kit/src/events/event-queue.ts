import type { OutboxEvent } from './outbox-event.ts';

/**
 * Result of taking from a queue: an event, or why there is none. After `overflow` events are missing, and must be read
 * from the outbox.
 */
export type Taken =
  | { readonly kind: 'event'; readonly event: OutboxEvent }
  | { readonly kind: 'overflow' }
  | { readonly kind: 'closed' };

/** Events that wait for one subscriber. */
export interface EventQueue {
  /** Adds an event. A full queue drops all of its events, and accepts none until the overflow is taken. */
  readonly push: (event: OutboxEvent) => void;
  /** Drops all events, as a full queue does. */
  readonly overflow: () => void;
  /** Resolves once there is something to take. One call at a time. */
  readonly take: () => Promise<Taken>;
  readonly isEmpty: () => boolean;
  readonly isClosed: () => boolean;
  /** Ends the queue. */
  readonly close: () => void;
}

/** Creates an empty queue for up to `maxEvents` events. */
export function createEventQueue(maxEvents: number): EventQueue {
  let events: OutboxEvent[] = [];
  let state: 'open' | 'overflow' | 'closed' = 'open';
  let wake: (() => void) | undefined;
  const changed = (): void => {
    wake?.();
    wake = undefined;
  };
  const overflow = (): void => {
    if (state === 'closed') return;
    events = [];
    state = 'overflow';
    changed();
  };
  return {
    push(event) {
      if (state !== 'open') return;
      if (events.length >= maxEvents) return overflow();
      events.push(event);
      changed();
    },
    overflow,
    async take() {
      while (state === 'open' && events.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (state === 'closed') return { kind: 'closed' };
      const event = events.shift();
      if (event !== undefined) return { kind: 'event', event };
      state = 'open';
      return { kind: 'overflow' };
    },
    isEmpty: () => state === 'open' && events.length === 0,
    isClosed: () => state === 'closed',
    close() {
      events = [];
      state = 'closed';
      changed();
    },
  };
}
