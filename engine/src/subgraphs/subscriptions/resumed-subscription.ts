import type { SubgraphEvent, SubscriptionRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import type { OpenStream, Stream } from './stream.ts';

/** Options of subscriptions that are resumed. */
export interface ResumedSubscriptionOptions {
  /** Name for log messages. */
  readonly name: string;
  readonly open: OpenStream;
  /** Time in milliseconds for which a broken stream is resumed. */
  readonly graceMs: number;
}

/**
 * Starts a subscription. If its stream breaks after it has sent a cursor, it is resumed after that cursor, for up to
 * `graceMs`, without an error for the caller.
 */
export function subscribeResumed(
  request: SubscriptionRequest,
  options: ResumedSubscriptionOptions,
): AsyncIterable<SubgraphEvent> {
  return { [Symbol.asyncIterator]: () => new ResumedSubscription(request, options) };
}

/** A class, because a subscription without closures takes less memory while it waits. */
class ResumedSubscription implements AsyncIterator<SubgraphEvent, undefined, undefined>, Progress {
  readonly #request: SubscriptionRequest;
  readonly #options: ResumedSubscriptionOptions;
  #stream: Stream | undefined;
  #isEnded = false;
  /** Ends a pause. */
  #endPause: (() => void) | undefined;
  cursor: string | undefined;
  status: Progress['status'] = 'new';
  failures = 0;
  failingSince = 0;

  constructor(request: SubscriptionRequest, options: ResumedSubscriptionOptions) {
    this.#request = request;
    this.#options = options;
    this.cursor = request.after;
  }

  async next(): Promise<IteratorResult<SubgraphEvent, undefined>> {
    while (!this.#isEnded && this.status !== 'complete') {
      let failure: unknown;
      try {
        const event = await this.#read();
        if (event !== undefined) return { done: false, value: event };
        failure = endedEarly(this.#options);
      } catch (cause) {
        failure = cause;
      }
      await this.#resume(failure);
    }
    this.#end();
    return done;
  }

  async return(): Promise<IteratorResult<SubgraphEvent, undefined>> {
    this.#end();
    return done;
  }

  /** Ends the stream, and a wait for its next item. */
  #end(): void {
    this.#isEnded = true;
    void this.#stream?.return();
    this.#endPause?.();
  }

  /** Returns the next event of the stream, or undefined at its end. Opens a stream if there is none. */
  async #read(): Promise<SubgraphEvent | undefined> {
    if (this.#stream === undefined) {
      this.#stream = await this.#options.open(this.#request, this.cursor);
      if (this.#isEnded) void this.#stream.return();
    }
    for (;;) {
      const { done: isDone, value: item } = await this.#stream.next();
      if (isDone || this.#isEnded) return undefined;
      this.failures = 0;
      this.status = 'open';
      switch (item.kind) {
        case 'event':
          this.cursor = item.event.cursor;
          return item.event;
        case 'heartbeat':
          this.#move(item.cursor);
          break;
        case 'refusal':
          this.status = 'complete';
          return item.answer;
        case 'complete':
          this.status = 'complete';
          return undefined;
        default:
          return item satisfies never;
      }
    }
  }

  #move(cursor: string | undefined): void {
    if (cursor === undefined) return;
    this.cursor = cursor;
    this.#request.onCursor?.(cursor);
  }

  /** Ends a broken stream, and waits until it may be opened again. Throws its failure if it may not. */
  async #resume(failure: unknown): Promise<void> {
    void this.#stream?.return();
    this.#stream = undefined;
    if (this.status === 'complete' || this.#isEnded) return;
    if (!(failure instanceof SubgraphError)) {
      this.#end();
      throw failure;
    }
    if (this.failures === 0) this.failingSince = performance.now();
    this.failures += 1;
    if (!mayReopen(failure, this, this.#options)) {
      this.#end();
      throw withCursor(failure, this.cursor);
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs(this, failure)).unref();
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endPause = undefined;
  }
}

const done = { done: true, value: undefined } as const;

/** State of a subscription. */
interface Progress {
  /** Cursor up to which the caller has everything. */
  readonly cursor: string | undefined;
  /** `new` until the subgraph has sent something, `complete` once it has ended the subscription. */
  readonly status: 'new' | 'open' | 'complete';
  /** Number of streams that broke since the last item, and the time of the first of them. */
  readonly failures: number;
  readonly failingSince: number;
}

/** Number of attempts to open a stream for the first time. */
const maxAttempts = 3;

/**
 * Returns whether a stream is opened again: one that has not begun, a few times; one with a cursor, during
 * the grace period.
 */
function mayReopen(
  { kind }: SubgraphError,
  { cursor, status, failures, failingSince }: Progress,
  { graceMs }: ResumedSubscriptionOptions,
): boolean {
  if (kind === 'refused' || kind === 'lying') return false;
  if (cursor === undefined) return status === 'new' && failures < maxAttempts;
  return performance.now() - failingSince < graceMs;
}

/**
 * Returns the pause before a stream is opened again: longer after each failure, and random so that clients
 * spread out.
 */
function pauseMs({ failures }: Progress, { retryAfterMs = 0 }: SubgraphError): number {
  return Math.max(retryAfterMs, Math.min(50 * 2 ** failures, 2_000) * (0.5 + Math.random() / 2));
}

function endedEarly({ name }: ResumedSubscriptionOptions): SubgraphError {
  return new SubgraphError('SUBREQUEST_HTTP_ERROR', `${name} ended the stream`, { kind: 'broken' });
}

function withCursor(failure: SubgraphError, cursor: string | undefined): SubgraphError {
  if (cursor === undefined) return failure;
  const { code, message, kind, forClients } = failure;
  return new SubgraphError(code, message, {
    cause: failure,
    kind,
    cursor,
    ...(forClients && { forClients }),
  });
}
