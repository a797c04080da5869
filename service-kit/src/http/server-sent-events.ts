import type { HttpReply, HttpStream } from './http-handler.ts';

/** Media type of server-sent events (HTML, section 9.2). */
const eventStreamType = 'text/event-stream';

/** A server-sent event. Its data is one line. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  /** Cursor that a client sends back as `Last-Event-ID` when it reconnects; undefined if there is none. */
  readonly id?: string | undefined;
}

/** Options of a stream of server-sent events. */
export interface EventStreamOptions {
  /** Interval of comments that show that the connection works, in milliseconds. */
  readonly heartbeatMs: number;
  /** Returns the id that is sent at the beginning and with each heartbeat, so that a quiet client can resume too. */
  readonly lastId?: (() => string | undefined) | undefined;
  /** Aborts when the stream must end although there may be more events. */
  readonly draining: AbortSignal;
  /**
   * Called once when the stream has ended, for any reason. It must end the source, which may be waiting for
   * an event.
   */
  readonly onEnd: () => void;
}

/** Returns whether a client accepts server-sent events. */
export function acceptsEventStream(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes(eventStreamType) === true;
}

/** Creates an answer of server-sent events. */
export function eventStreamReply(
  source: AsyncIterable<ServerSentEvent>,
  options: EventStreamOptions,
): HttpReply {
  return { ...eventStreamHead, body: writeEvents(source[Symbol.asyncIterator](), options) };
}

/** Status and headers of an answer of server-sent events. */
export const eventStreamHead: Omit<HttpReply, 'body'> = {
  status: 200,
  // Tells proxies not to wait for a full buffer.
  headers: { 'content-type': `${eventStreamType}; charset=utf-8`, 'x-accel-buffering': 'no' },
};

/** Writes events and heartbeats. `return` also ends a wait for the next event. */
function writeEvents(
  source: AsyncIterator<ServerSentEvent>,
  { heartbeatMs, lastId = () => undefined, draining, onEnd }: EventStreamOptions,
): HttpStream {
  let isEnded = false;
  let wake = (): void => {};
  const end = (): void => {
    if (isEnded) return;
    isEnded = true;
    draining.removeEventListener('abort', end);
    onEnd();
    wake();
  };
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, heartbeatMs).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  async function* write(): AsyncGenerator<string, void, undefined> {
    try {
      yield writeHeartbeat(lastId());
      while (!isEnded) {
        const taken = take(source, () => wake());
        while (taken.result === undefined && !isEnded) {
          await wait();
          if (taken.result === undefined && !isEnded) yield writeHeartbeat(lastId());
        }
        if (taken.result?.kind === 'failed') throw taken.result.error;
        if (taken.result === undefined || taken.result.event === undefined) return;
        yield writeServerSentEvent(taken.result.event);
      }
    } finally {
      end();
    }
  }
  draining.addEventListener('abort', end, { once: true });
  if (draining.aborted) end();
  const chunks = write();
  const body: AsyncIterator<string> = {
    next: () => chunks.next(),
    return() {
      end();
      return chunks.return();
    },
  };
  return { [Symbol.asyncIterator]: () => body };
}

interface Taken {
  result?:
    | { readonly kind: 'taken'; readonly event: ServerSentEvent | undefined }
    | { readonly kind: 'failed'; readonly error: unknown };
}

/**
 * Takes the next event, or undefined at the end. The result is a property, because racing one promise with
 * each heartbeat would add a reaction to it each time.
 */
function take(source: AsyncIterator<ServerSentEvent>, onResult: () => void): Taken {
  const taken: Taken = {};
  source.next().then(
    ({ done, value }) => {
      taken.result = { kind: 'taken', event: done ? undefined : value };
      onResult();
    },
    (error: unknown) => {
      taken.result = { kind: 'failed', error };
      onResult();
    },
  );
  return taken;
}

/** Writes an event. Its data must have no line breaks, which would begin another field: JSON has none. */
export function writeServerSentEvent({ event, data, id }: ServerSentEvent): string {
  return `event: ${event}\n${writeId(id)}data: ${data}\n\n`;
}

/** Writes a comment. An event with an id and no data changes the client's last id, and nothing else. */
export function writeHeartbeat(id: string | undefined): string {
  return `:\n${writeId(id)}\n`;
}

/** Writes the field that clients send back when they reconnect, unless the id cannot be written. */
function writeId(id: string | undefined): string {
  return id === undefined || /[\0\r\n]/.test(id) ? '' : `id: ${id}\n`;
}
