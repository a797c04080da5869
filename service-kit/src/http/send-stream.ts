import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { HttpReply, HttpRequest, HttpStream } from './http-handler.ts';
import { type HeadOptions, mayHaveBody, writeHead } from './reply-head.ts';
import { compact, type UnreadReplies } from './unread-replies.ts';

/** Options for sending a stream. */
export interface StreamOptions extends HeadOptions {
  /** Time for which a client may read nothing of a chunk, in milliseconds. */
  readonly unreadTimeoutMs: number;
  /** Answers that clients have not read yet. */
  readonly unread: UnreadReplies;
}

/**
 * Sends the head of an answer at once, and its chunks as they come. Throws, with nothing sent, if HTTP does not allow the
 * headers or the status. A later failure is logged, and ends the connection.
 */
export function sendStream(
  request: HttpRequest,
  reply: HttpReply & { readonly body: HttpStream },
  outgoing: ServerResponse,
  options: StreamOptions,
): void {
  const source = openSource(reply.body, request.log);
  try {
    writeHead(request, reply, outgoing, options);
  } catch (error) {
    source.close();
    throw error;
  }
  // The handler may have read only a part of the body. The rest must not block the client.
  outgoing.req.resume();
  if (request.method === 'HEAD' || !mayHaveBody(reply.status)) {
    source.close();
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  const startedAt = performance.now();
  outgoing.once('close', () => {
    options.unread.release(outgoing);
    source.close();
    const ms = Math.round(performance.now() - startedAt);
    const { path, record } = request;
    const complete = outgoing.writableFinished;
    request.log.info({ path, ms, complete, ...record.describe() }, 'stream ended');
  });
  // The event `close` was emitted before.
  if (request.signal.aborted) source.close();
  void sendChunks(source, outgoing, options)
    .catch((error: unknown) => {
      request.log.error({ err: error, path: request.path }, 'a stream failed');
      breakOff(outgoing);
    })
    .finally(() => source.close());
}

/** Chunks of a stream. */
interface ChunkSource {
  /** Returns the next chunk, or undefined at the end. */
  readonly next: () => Promise<string | Uint8Array | undefined>;
  /** Calls the iterator's `return` once, unless the iterator has ended or thrown. */
  readonly close: () => void;
}

function openSource(stream: HttpStream, log: Log): ChunkSource {
  const iterator = stream[Symbol.asyncIterator]();
  let ended = false;
  const onStep = ({ done, value }: IteratorResult<string | Uint8Array>) => {
    if (!done) return value;
    ended = true;
  };
  const onFailure = (error: unknown): never => {
    ended = true;
    throw error;
  };
  return {
    next: () => iterator.next().then(onStep, onFailure),
    close() {
      if (ended) return;
      ended = true;
      const close = async (): Promise<unknown> => iterator.return?.();
      void close().catch((error: unknown) => log.error({ err: error }, 'closing a stream failed'));
    },
  };
}

/** Number of chunks after which a stream with all of its chunks ready lets other requests run. */
const chunksPerTurn = 16;

async function sendChunks(
  source: ChunkSource,
  outgoing: ServerResponse,
  options: StreamOptions,
): Promise<void> {
  for (let count = 1; ; count += 1) {
    const chunk = await source.next();
    if (outgoing.destroyed) return;
    if (chunk === undefined) break;
    const taken = sendChunk(chunk, outgoing, options);
    if (taken !== undefined) await taken;
    if (outgoing.destroyed) return;
    if (count % chunksPerTurn === 0) await nextTurn();
  }
  outgoing.end();
}

/**
 * Sends a chunk. Returns undefined if the network takes it at once, or else a promise that resolves once it has, or never if
 * the client disconnects before.
 */
function sendChunk(
  chunk: string | Uint8Array,
  outgoing: ServerResponse,
  { unread, unreadTimeoutMs }: StreamOptions,
): Promise<void> | undefined {
  const bytes = Buffer.byteLength(chunk);
  if (!unread.makeRoom(bytes)) {
    breakOff(outgoing);
    return undefined;
  }
  writeChunk(chunk, bytes, outgoing);
  if (outgoing.writableLength === 0 || outgoing.destroyed) return undefined;
  unread.hold(outgoing, bytes);
  outgoing.setTimeout(unreadTimeoutMs);
  // Most chunks are taken at once. A callback for each of them would cost a turn of the tick queue.
  return new Promise((resolve) => {
    (outgoing.socket ?? outgoing).write('', () => {
      outgoing.setTimeout(0);
      unread.release(outgoing);
      resolve();
    });
  });
}

/** Writes a chunk now, while Node would wait for the end of the turn. */
function writeChunk(chunk: string | Uint8Array, bytes: number, outgoing: ServerResponse): void {
  const { socket, chunkedEncoding } = outgoing;
  const body = compact(chunk, bytes);
  // In one piece (RFC 9112, section 7.1). Node would write four, which takes longer.
  if (typeof body === 'string' && socket !== null && chunkedEncoding && bytes > 0)
    return void socket.write(`${bytes.toString(16)}\r\n${body}\r\n`);
  socket?.cork();
  outgoing.write(body);
  socket?.uncork();
}

/** Closes the connection so that the client sees that the answer is incomplete. */
function breakOff(outgoing: ServerResponse): void {
  // In HTTP/1.0 a body ends with its connection, so only a reset shows that this one is incomplete.
  if (outgoing.req.httpVersionMinor === 0) outgoing.socket?.resetAndDestroy();
  outgoing.destroy();
}
