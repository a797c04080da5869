import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenStream, StreamStep } from './open-streams.ts';

/** Event of an order that a subscriber has received. Times are milliseconds since 1970. */
export interface ReceivedEvent {
  readonly order: string;
  readonly kind: string;
  readonly committedAt: number;
  readonly receivedAt: number;
}

/** Client that follows the changes of all orders, and resumes by cursor when its stream breaks. */
export interface Subscriber {
  readonly name: string;
  readonly events: readonly ReceivedEvent[];
  /** Results without an event, as sentences. */
  readonly failures: readonly string[];
  /** Returns the cursor from which it would resume. */
  readonly cursor: () => string | undefined;
  /** Returns how often its stream has broken. */
  readonly breaks: () => number;
  readonly stop: () => Promise<void>;
}

const retryMs = 100;

/** Starts a subscriber. It must be stopped. */
export function startSubscriber(name: string, open: OpenStream, after?: string): Subscriber {
  const stopped = new AbortController();
  const events: ReceivedEvent[] = [];
  const failures: string[] = [];
  let cursor = after;
  let breaks = 0;
  const take = ({ cursor: moved, result }: StreamStep): void => {
    cursor = moved ?? cursor;
    const event = result?.data?.ordersChanged;
    if (event) {
      const { kind, at, order } = event;
      events.push({ order: order.id, kind, committedAt: Date.parse(at), receivedAt: Date.now() });
    } else if (result !== undefined && moved !== undefined) failures.push(JSON.stringify(result));
  };
  const follow = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        for await (const step of open(cursor, stopped.signal)) take(step);
      } catch {
        // The reason does not matter: every broken stream is resumed.
      }
      breaks += 1;
      await sleep(retryMs);
    }
  };
  const following = follow();
  return {
    name,
    events,
    failures,
    cursor: () => cursor,
    breaks: () => breaks,
    stop: async () => {
      stopped.abort();
      await following;
    },
  };
}
