import type { Pool } from 'undici';
import { readGraphQLAnswer } from '../http-answer.ts';
import type { RequestHeaders } from '../request-headers.ts';
import type { SubgraphAnswer, SubscriptionRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import { readSseMessages, type SseMessage } from './sse-messages.ts';

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

/** Item that a stream sent: a message, or the answer to the whole request instead of a stream. */
export type SseItem =
  | { readonly kind: 'message'; readonly message: SseMessage }
  | { readonly kind: 'refusal'; readonly answer: SubgraphAnswer };

/**
 * Opens one stream, after a cursor if there is one, and yields its messages until it ends. Throws {@link
 * SubgraphError} if there is no stream, or if it breaks. The signal closes the connection.
 */
export async function* openSseStream(
  request: SubscriptionRequest,
  cursor: string | undefined,
  source: SseSource,
  signal: AbortSignal,
): AsyncGenerator<SseItem, void, undefined> {
  const watch = createWatch(source, signal);
  try {
    const { statusCode, headers, body } = await send(request, cursor, source, watch.signal);
    if (!String(headers['content-type']).startsWith('text/event-stream')) {
      const bytes = await readAll(body, source.maxResponseBytes);
      request.observer?.onResponse(statusCode, bytes.length);
      const { name, maxResponseBytes: maxBytes, ownCredentials } = source;
      const http = { status: statusCode, headers, body: bytes };
      yield { kind: 'refusal', answer: await readGraphQLAnswer(name, http, { maxBytes, ownCredentials }) };
      return;
    }
    request.observer?.onResponse(statusCode);
    watch.opened();
    for await (const message of readSseMessages(watched(body, watch.heard), source.maxResponseBytes)) {
      if (message.data === undefined) watch.expectHeartbeats();
      yield { kind: 'message', message };
    }
  } catch (cause) {
    throw toSubgraphError(source, watch.signal.aborted ? (watch.signal.reason ?? cause) : cause);
  } finally {
    watch.end();
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
  const late = (): void =>
    inner.abort(new SubgraphError('GATEWAY_TIMEOUT', `${name} is silent`, { kind: 'late' }));
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
  const kind = cause instanceof RangeError ? 'lying' : 'broken';
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SubgraphError('SUBREQUEST_HTTP_ERROR', `the stream of ${name} broke: ${reason}`, {
    cause,
    kind,
  });
}
