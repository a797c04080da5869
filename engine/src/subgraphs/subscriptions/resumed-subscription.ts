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
  return {
    [Symbol.asyncIterator]() {
      const state: State = {
        ...{ cursor: request.after, status: 'new', failures: 0, failingSince: 0 },
        ...{ isEnded: false, interrupt: () => {} },
      };
      const events = follow(request, options, state);
      // A generator that waits notices `return` too late.
      const end = (): void => {
        state.isEnded = true;
        state.interrupt();
        request.signal?.removeEventListener('abort', end);
      };
      request.signal?.addEventListener('abort', end, { once: true });
      if (request.signal?.aborted) end();
      return {
        next: () => events.next(),
        return() {
          end();
          return events.return();
        },
      };
    },
  };
}

interface State {
  /** Cursor up to which the caller has everything. */
  cursor: string | undefined;
  /** `new` until the subgraph has sent something, `complete` once it has ended the subscription. */
  status: 'new' | 'open' | 'complete';
  /** Number of streams that broke since the last item, and the time of the first of them. */
  failures: number;
  failingSince: number;
  isEnded: boolean;
  /** Ends the current wait. */
  interrupt: () => void;
}

async function* follow(
  request: SubscriptionRequest,
  options: ResumedSubscriptionOptions,
  state: State,
): AsyncGenerator<SubgraphEvent, void, undefined> {
  while (!state.isEnded) {
    let stream: Stream | undefined;
    let failure: SubgraphError;
    try {
      stream = await options.open(request, state.cursor);
      const events = readStream(stream, request, state);
      for (let event = await events(); event !== undefined; event = await events()) yield event;
      failure = endedEarly(options);
    } catch (cause) {
      if (!(cause instanceof SubgraphError)) throw cause;
      failure = cause;
    } finally {
      void stream?.return();
    }
    if (state.status === 'complete' || state.isEnded) return;
    if (state.failures === 0) state.failingSince = performance.now();
    state.failures += 1;
    if (!mayReopen(failure, state, options)) throw withCursor(failure, state.cursor);
    await pause(pauseMs(state, failure), state);
  }
}

/** Returns a function that waits for the next event of a stream, or undefined at its end. */
function readStream(
  stream: Stream,
  { onCursor }: SubscriptionRequest,
  state: State,
): () => Promise<SubgraphEvent | undefined> {
  state.interrupt = () => void stream.return();
  if (state.isEnded) state.interrupt();
  return async () => {
    while (state.status !== 'complete') {
      const { done, value: item } = await stream.next();
      if (done || state.isEnded) return undefined;
      state.failures = 0;
      state.status = 'open';
      switch (item.kind) {
        case 'event':
          state.cursor = item.event.cursor;
          return item.event;
        case 'heartbeat':
          if (item.cursor === undefined) break;
          state.cursor = item.cursor;
          onCursor?.(item.cursor);
          break;
        case 'refusal':
          state.status = 'complete';
          return item.answer;
        case 'complete':
          state.status = 'complete';
          break;
        default:
          return item satisfies never;
      }
    }
    return undefined;
  };
}

function pause(ms: number, state: State): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    state.interrupt = () => {
      clearTimeout(timer);
      resolve();
    };
    if (state.isEnded) state.interrupt();
  });
}

/** Number of attempts to open a stream for the first time. */
const maxAttempts = 3;

/**
 * Returns whether a stream is opened again: one that has not begun, a few times; one with a cursor, during
 * the grace period.
 */
function mayReopen(
  { kind }: SubgraphError,
  { cursor, status, failures, failingSince }: State,
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
function pauseMs({ failures }: State, { retryAfterMs = 0 }: SubgraphError): number {
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
