import { setTimeout as sleep } from 'node:timers/promises';
import type { SubgraphAnswer, SubgraphEvent, SubscriptionRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import { openSseStream, type SseSource } from './sse-stream.ts';

/** Options of subscriptions over server-sent events. */
export interface SseSubscriptionOptions extends SseSource {
  /** Time in milliseconds for which a broken stream is resumed. */
  readonly graceMs: number;
}

/**
 * Starts a subscription over server-sent events. If the stream breaks after it has sent an id, it is resumed
 * after that id, for up to `graceMs`, without an error for the caller.
 */
export function subscribeOverSse(
  request: SubscriptionRequest,
  options: SseSubscriptionOptions,
): AsyncIterable<SubgraphEvent> {
  return {
    [Symbol.asyncIterator]() {
      // `return` must end a wait for the next message, which a generator alone does not.
      const ended = new AbortController();
      const signal = request.signal ? AbortSignal.any([ended.signal, request.signal]) : ended.signal;
      const events = follow(request, options, signal);
      return {
        next: () => events.next(),
        async return() {
          ended.abort();
          return events.return();
        },
      };
    },
  };
}

async function* follow(
  request: SubscriptionRequest,
  options: SseSubscriptionOptions,
  signal: AbortSignal,
): AsyncGenerator<SubgraphEvent, void, undefined> {
  const state: StreamState = { cursor: request.after, status: 'new', failures: 0, failingSince: 0 };
  for (;;) {
    const failure = yield* readStream(request, options, state, signal);
    if (state.status === 'complete' || signal.aborted) return;
    if (state.failures === 0) state.failingSince = performance.now();
    state.failures += 1;
    if (!mayReopen(failure, state, options)) throw withCursor(failure, state.cursor);
    await sleep(pauseMs(state, failure), undefined, { signal, ref: false }).catch(() => {});
  }
}

interface StreamState {
  /** Cursor up to which the caller has everything. */
  cursor: string | undefined;
  /** `new` until the subgraph has sent something, `complete` once it has ended the subscription. */
  status: 'new' | 'open' | 'complete';
  /** Number of streams that broke since the last message, and the time of the first of them. */
  failures: number;
  failingSince: number;
}

/** Yields the events of one stream, and returns why it ended. */
async function* readStream(
  request: SubscriptionRequest,
  options: SseSubscriptionOptions,
  state: StreamState,
  signal: AbortSignal,
): AsyncGenerator<SubgraphEvent, SubgraphError, undefined> {
  try {
    for await (const item of openSseStream(request, state.cursor, options, signal)) {
      state.failures = 0;
      state.status = 'open';
      if (item.kind === 'refusal') {
        state.status = 'complete';
        yield item.answer;
        break;
      }
      const { event, data, id } = item.message;
      if (event === 'complete') {
        state.status = 'complete';
        break;
      }
      if (event === 'next' && data !== undefined) {
        state.cursor = id;
        yield { ...readAnswer(data, options.name), cursor: id };
      } else if (id !== undefined) {
        state.cursor = id;
        request.onCursor?.(id);
      }
    }
  } catch (cause) {
    if (cause instanceof SubgraphError) return cause;
    throw cause;
  }
  return new SubgraphError('SUBREQUEST_HTTP_ERROR', `${options.name} ended the stream`, { kind: 'broken' });
}

function readAnswer(text: string, name: string): SubgraphAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer)) {
    const message = `${name} sent an event that is not GraphQL`;
    throw new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', message, { kind: 'lying' });
  }
  const { data, errors }: SubgraphAnswer = answer;
  return { ...('data' in answer && { data }), ...('errors' in answer && { errors }) };
}

/** Number of attempts to open a stream for the first time. */
const maxAttempts = 3;

/**
 * Returns whether a stream is opened again: one that has not begun, a few times; one with a cursor, during
 * the grace period.
 */
function mayReopen(
  { kind }: SubgraphError,
  { cursor, status, failures, failingSince }: StreamState,
  { graceMs }: SseSubscriptionOptions,
): boolean {
  if (kind === 'refused' || kind === 'lying') return false;
  if (cursor === undefined) return status === 'new' && failures < maxAttempts;
  return performance.now() - failingSince < graceMs;
}

/**
 * Returns the pause before a stream is opened again: longer after each failure, and random so that clients
 * spread out.
 */
function pauseMs({ failures }: StreamState, { retryAfterMs = 0 }: SubgraphError): number {
  return Math.max(retryAfterMs, Math.min(50 * 2 ** failures, 2_000) * (0.5 + Math.random() / 2));
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
