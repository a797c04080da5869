import type { Pool } from 'undici';
import { readGraphQLAnswer } from '../http-answer.ts';
import type { RequestHeaders } from '../request-headers.ts';
import type { SubscriptionRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import { readSseMessages, type SseMessage } from './sse-messages.ts';
import { brokenStream, readEvent, type Stream, type StreamItem, silentStream } from './stream.ts';

/** Subgraph that answers subscriptions as server-sent events, as graphql-sse defines them for distinct connections. */
export interface SseSource {
  /** Name for log messages. */
  readonly name: string;
  readonly pool: Pool;
  readonly path: string;
  readonly headersOf: RequestHeaders;
  /** Time in milliseconds until the stream must begin. */
  readonly timeoutMs: number;
  /** Time in milliseconds after which a stream that has sent heartbeats before and is silent counts as broken. */
  readonly silenceMs: number;
  /** Maximum size of one event. */
  readonly maxResponseBytes: number;
  readonly ownCredentials: boolean;
}

/** Opens one stream of server-sent events, after a cursor if there is one. */
export function openSseStream(
  request: SubscriptionRequest,
  cursor: string | undefined,
  source: SseSource,
): Stream {
  const ended = new AbortController();
  const items = readItems(request, cursor, source, ended.signal);
  return {
    next: () => items.next(),
    return() {
      ended.abort();
      return items.return(undefined);
    },
  };
}

async function* readItems(
  request: SubscriptionRequest,
  cursor: string | undefined,
  source: SseSource,
  signal: AbortSignal,
): AsyncGenerator<StreamItem, undefined, undefined> {
  const watch = createWatch(source, signal);
  try {
    const body = yield* openBody(request, cursor, source, watch.signal);
    if (body === undefined) return undefined;
    watch.opened();
    for await (const message of readSseMessages(watched(body, watch.heard), source.maxResponseBytes)) {
      if (message.data === undefined) watch.expectHeartbeats();
      yield toItem(message, source.name);
    }
  } catch (cause) {
    throw toSubgraphError(source, watch.signal.aborted ? (watch.signal.reason ?? cause) : cause);
  } finally {
    watch.end();
  }
  return undefined;
}

/**
 * Returns the body of a stream, or yields the answer that came instead of it. Nothing else of the response is kept, since
 * the stream may last for days.
 */
async function* openBody(
  request: SubscriptionRequest,
  cursor: string | undefined,
  source: SseSource,
  signal: AbortSignal,
): AsyncGenerator<StreamItem, AsyncIterable<Uint8Array> | undefined, undefined> {
  const { statusCode: status, headers, body } = await send(request, cursor, source, signal);
  if (String(headers['content-type']).startsWith('text/event-stream')) {
    request.observer?.onResponse(status);
    return body;
  }
  const { name, maxResponseBytes: maxBytes, ownCredentials } = source;
  const bytes = await readAll(body, maxBytes);
  request.observer?.onResponse(status, bytes.length);
  const http = { status, headers, body: bytes };
  yield { kind: 'refusal', answer: await readGraphQLAnswer(name, http, { maxBytes, ownCredentials }) };
  return undefined;
}

/** Returns a message as an item. The event of a message without data or of another name is a sign of life. */
function toItem({ event, data, id }: SseMessage, name: string): StreamItem {
  if (event === 'complete') return { kind: 'complete' };
  if (event !== 'next' || data === undefined) return { kind: 'heartbeat', cursor: id };
  return { kind: 'event', event: { ...readEvent(parse(data), name), cursor: id } };
}

/** Returns undefined for a text that is not JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function send(
  request: SubscriptionRequest,
  cursor: string | undefined,
  { pool, path, headersOf }: SseSource,
  signal: AbortSignal,
) {
  const own = await headersOf(request);
  const headers = cursor === undefined ? own : [...own, 'last-event-id', cursor];
  request.observer?.onRequest(Buffer.byteLength(request.body));
  return pool.request({ method: 'POST', path, headers, body: request.body, signal });
}

/** Enforces the time limits of a stream: for its beginning, and between heartbeats. */
function createWatch({ name, timeoutMs, silenceMs }: SseSource, outer: AbortSignal) {
  const inner = new AbortController();
  const abort = (): void => inner.abort(outer.reason);
  const late = (): void => inner.abort(silentStream(name));
  let timer: NodeJS.Timeout | undefined = setTimeout(late, timeoutMs).unref();
  let expectsHeartbeats = false;
  outer.addEventListener('abort', abort, { once: true });
  if (outer.aborted) abort();
  return {
    signal: inner.signal,
    opened: () => clearTimeout(timer),
    heard: () => {
      if (expectsHeartbeats) timer?.refresh();
    },
    expectHeartbeats() {
      if (expectsHeartbeats) return;
      expectsHeartbeats = true;
      timer = setTimeout(late, silenceMs).unref();
    },
    end() {
      clearTimeout(timer);
      timer = undefined;
      outer.removeEventListener('abort', abort);
      inner.abort();
    },
  };
}

async function* watched(
  body: AsyncIterable<Uint8Array>,
  onChunk: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of body) {
    onChunk();
    yield chunk;
  }
}

async function readAll(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function toSubgraphError({ name }: SseSource, cause: unknown): SubgraphError {
  if (cause instanceof SubgraphError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (!(cause instanceof RangeError)) return brokenStream(name, reason, cause);
  return new SubgraphError('SUBREQUEST_HTTP_ERROR', `the stream of ${name} broke: ${reason}`, {
    cause,
    kind: 'lying',
  });
}
