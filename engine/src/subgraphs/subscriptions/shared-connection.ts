import type { WebSocket } from 'ws';
import { readGraphQLAnswer } from '../http-answer.ts';
import type { SubscriptionRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import type { SharedSource } from './connect-shared.ts';
import { SharedStream } from './shared-stream.ts';
import { brokenStream, readEvent, type StreamItem, silentStream } from './stream.ts';

/** Request of a stream. */
export interface SharedRequest extends Pick<SubscriptionRequest, 'body' | 'observer'> {
  /** Header names and values in turn. */
  readonly headers: readonly string[];
  readonly cursor: string | undefined;
}

/** Connection to a subgraph that carries many streams. */
export interface SharedConnection {
  /** Opens a stream. `onEnd` is called once, when the connection no longer carries it. */
  readonly open: (request: SharedRequest, onEnd: () => void) => SharedStream;
  readonly close: () => void;
}

/** Message of the subgraph. The members depend on its type, and nothing in it is validated yet. */
interface Message {
  readonly type?: unknown;
  readonly ids?: unknown;
  readonly cursor?: unknown;
  readonly size?: unknown;
  readonly payload?: unknown;
  readonly status?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Carried {
  readonly stream: SharedStream;
  readonly request: SharedRequest;
  readonly onEnd: () => void;
  /** Limits the time until the first message. */
  starting: NodeJS.Timeout | undefined;
}

/** Carries streams over an open socket. `onClose` is called once the socket is closed. */
export function carryStreams(socket: WebSocket, source: SharedSource, onClose: () => void): SharedConnection {
  const { name, timeoutMs, silenceMs } = source;
  const open = new Map<number, Carried>();
  let lastId = 0;
  const send = (text: string): void => {
    if (socket.readyState === socket.OPEN) socket.send(text);
  };
  const drop = (id: number): Carried | undefined => {
    const carried = open.get(id);
    open.delete(id);
    clearTimeout(carried?.starting);
    carried?.onEnd();
    return carried;
  };
  const leave = (id: number): void => {
    if (drop(id) !== undefined) send(`{"type":"complete","id":${id}}`);
  };
  const breakAll = (error: SubgraphError): void => {
    for (const id of [...open.keys()]) drop(id)?.stream.end(error);
    socket.terminate();
  };
  const silence = setTimeout(() => breakAll(silentStream(name)), silenceMs).unref();
  socket.on('ping', () => silence.refresh());
  socket.on('message', (data) => {
    silence.refresh();
    try {
      take(JSON.parse(String(data)), { open, drop, leave, source });
    } catch (cause) {
      const message = `${name} sent a malformed message`;
      breakAll(new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', message, { cause, kind: 'lying' }));
    }
  });
  // The event `close` follows.
  socket.on('error', () => {});
  socket.once('close', (code, reason) => {
    clearTimeout(silence);
    onClose();
    breakAll(brokenStream(name, `the connection closed with ${code} ${reason}`));
  });
  return {
    open(request, onEnd) {
      lastId += 1;
      const id = lastId;
      const stream = new SharedStream({
        onTaken: (bytes) => send(`{"type":"taken","id":${id},"size":${bytes}}`),
        onLeave: () => leave(id),
      });
      const starting = setTimeout(() => {
        stream.end(silentStream(name));
        leave(id);
      }, timeoutMs).unref();
      open.set(id, { stream, request, onEnd, starting });
      request.observer?.onRequest(Buffer.byteLength(request.body));
      if (socket.readyState === socket.OPEN) send(writeSubscribe(id, request));
      else drop(id)?.stream.end(brokenStream(name, 'the connection is closed'));
      return stream;
    },
    close: () => socket.close(1000),
  };
}

/** Writes the message that stands for an HTTP request of its own, with its headers and its body. */
function writeSubscribe(id: number, { headers, body, cursor }: SharedRequest): string {
  const named: Record<string, string> = {};
  for (let index = 0; index + 1 < headers.length; index += 2)
    named[String(headers[index])] = String(headers[index + 1]);
  if (cursor !== undefined) named['last-event-id'] = cursor;
  return `{"type":"subscribe","id":${id},"headers":${JSON.stringify(named)},"payload":${body}}`;
}

/** Parts of a connection that its messages change. */
interface Receiver {
  readonly open: ReadonlyMap<number, Carried>;
  readonly drop: (id: number) => Carried | undefined;
  readonly leave: (id: number) => void;
  readonly source: SharedSource;
}

/** Passes a message to its streams. Those that have ended in the meantime ignore it. Throws if it is malformed. */
function take(message: Message, receiver: Receiver): void {
  const { source, open, drop, leave } = receiver;
  const ids = readIds(message.ids);
  switch (message.type) {
    case 'next': {
      const event = { ...readEvent(message.payload, source.name), cursor: readCursor(message.cursor) };
      pushToAll(ids, { kind: 'event', event }, Number(message.size), receiver);
      break;
    }
    case 'heartbeat':
      pushToAll(ids, { kind: 'heartbeat', cursor: readCursor(message.cursor) }, 0, receiver);
      break;
    case 'complete':
      pushToAll(ids, { kind: 'complete' }, 0, receiver);
      for (const id of ids) drop(id)?.stream.end();
      break;
    case 'oversized': {
      const reason = `an event has more than ${source.maxResponseBytes} bytes`;
      const error = new SubgraphError('SUBREQUEST_HTTP_ERROR', `${source.name}: ${reason}`, {
        kind: 'lying',
      });
      for (const id of ids) {
        open.get(id)?.stream.end(error);
        leave(id);
      }
      break;
    }
    case 'refused':
      for (const id of ids) void refuse(drop(id), message, source);
      break;
    default:
      throw new TypeError('the type of a message must be known');
  }
}

function pushToAll(
  ids: readonly number[],
  item: StreamItem,
  size: number,
  { open, leave, source }: Receiver,
) {
  for (const id of ids) {
    const carried = open.get(id);
    if (carried === undefined) continue;
    if (carried.starting !== undefined) {
      clearTimeout(carried.starting);
      carried.starting = undefined;
      carried.request.observer?.onResponse(200);
    }
    if (carried.stream.push(item, size)) continue;
    carried.stream.end(brokenStream(source.name, 'it sent more than the window of the stream'));
    leave(id);
  }
}

/** Ends a stream with the answer to its request, which has the form of an HTTP answer. */
async function refuse(carried: Carried | undefined, message: Message, source: SharedSource): Promise<void> {
  if (carried === undefined) return;
  const { stream, request } = carried;
  const { name, maxResponseBytes: maxBytes, ownCredentials } = source;
  const body = Buffer.from(String(message.body));
  const http = { status: Number(message.status), headers: { ...message.headers }, body };
  request.observer?.onResponse(http.status, body.length);
  try {
    const answer = await readGraphQLAnswer(name, http, { maxBytes, ownCredentials });
    stream.push({ kind: 'refusal', answer }, 0);
    stream.end();
  } catch (error) {
    stream.end(error instanceof Error ? error : brokenStream(name, String(error)));
  }
}

function readIds(ids: unknown): readonly number[] {
  if (Array.isArray(ids)) return ids;
  throw new TypeError('a message must have ids');
}

function readCursor(cursor: unknown): string | undefined {
  return typeof cursor === 'string' ? cursor : undefined;
}
