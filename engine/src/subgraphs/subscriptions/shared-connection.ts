import type { WebSocket } from 'ws';
import { readGraphQLAnswer } from '../http-answer.ts';
import type { SubscriptionRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import { envelopeBytes, type SharedSource } from './connect-shared.ts';
import { SharedStream, type StreamCarrier } from './shared-stream.ts';
import { brokenStream, readEvent, type StreamItem, silentStream } from './stream.ts';

/** Request of a stream. */
export interface SharedRequest extends Pick<SubscriptionRequest, 'body' | 'observer'> {
  /** Header names and values in turn. */
  readonly headers: readonly string[];
  readonly cursor: string | undefined;
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

/** Stream of a connection. Keeps nothing else of its request, since it may last for days. */
interface Carried {
  readonly stream: SharedStream;
  readonly observer: SharedRequest['observer'];
  /** Limits the time until the first message. */
  starting: NodeJS.Timeout | undefined;
}

/** Functions of a connection's owner. */
export interface ConnectionOwner {
  /** Called for each stream that the connection no longer carries. */
  readonly onEnd: () => void;
  /** Called once the connection is closed. */
  readonly onClose: () => void;
}

/** Connection to a subgraph that carries many streams. */
export class SharedConnection implements StreamCarrier {
  readonly #socket: WebSocket;
  readonly #source: SharedSource;
  readonly #owner: ConnectionOwner;
  readonly #open = new Map<number, Carried>();
  #lastId = 0;

  constructor(socket: WebSocket, source: SharedSource, owner: ConnectionOwner) {
    this.#socket = socket;
    this.#source = source;
    this.#owner = owner;
    const { name, silenceMs } = source;
    const silence = setTimeout(() => this.#break(silentStream(name)), silenceMs).unref();
    socket.on('ping', () => silence.refresh());
    socket.on('message', (data) => {
      silence.refresh();
      this.#onMessage(String(data));
    });
    // The event `close` follows.
    socket.on('error', () => {});
    socket.once('close', (code, reason) => {
      clearTimeout(silence);
      owner.onClose();
      this.#break(brokenStream(name, `the connection closed with ${code} ${reason}`));
    });
  }

  open(request: SharedRequest): SharedStream {
    this.#lastId += 1;
    const id = this.#lastId;
    const { observer, body } = request;
    const stream = new SharedStream(id, this);
    const starting = setTimeout(() => {
      stream.end(silentStream(this.#source.name));
      this.leave(id);
    }, this.#source.timeoutMs).unref();
    this.#open.set(id, { stream, observer, starting });
    observer?.onRequest(Buffer.byteLength(body));
    if (this.#socket.readyState === this.#socket.OPEN) this.#send(writeSubscribe(id, request));
    else this.#drop(id)?.stream.end(brokenStream(this.#source.name, 'the connection is closed'));
    return stream;
  }

  taken(id: number, bytes: number): void {
    this.#send(`{"type":"taken","id":${id},"size":${bytes}}`);
  }

  leave(id: number): void {
    if (this.#drop(id) !== undefined) this.#send(`{"type":"complete","id":${id}}`);
  }

  close(): void {
    this.#socket.close(1000);
  }

  #send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }

  #drop(id: number): Carried | undefined {
    const carried = this.#open.get(id);
    if (carried === undefined) return undefined;
    this.#open.delete(id);
    clearTimeout(carried.starting);
    this.#owner.onEnd();
    return carried;
  }

  /** Ends the connection, and all streams with an error. */
  #break(error: SubgraphError): void {
    for (const id of [...this.#open.keys()]) this.#drop(id)?.stream.end(error);
    this.#socket.terminate();
  }

  #onMessage(text: string): void {
    try {
      this.#take(JSON.parse(text), text.length);
    } catch (cause) {
      const message = `${this.#source.name} sent a malformed message`;
      this.#break(new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', message, { cause, kind: 'lying' }));
    }
  }

  /** Passes a message to its streams. Those that have ended in the meantime ignore it. Throws if it is malformed. */
  #take(message: Message, length: number): void {
    const { name, maxResponseBytes } = this.#source;
    const ids = readIds(message.ids);
    switch (message.type) {
      case 'next': {
        const event = { ...readEvent(message.payload, name), cursor: readCursor(message.cursor) };
        this.#pushToAll(ids, { kind: 'event', event }, readSize(message.size, length));
        break;
      }
      case 'heartbeat':
        this.#pushToAll(ids, { kind: 'heartbeat', cursor: readCursor(message.cursor) }, 0);
        break;
      case 'complete':
        this.#pushToAll(ids, { kind: 'complete' }, 0);
        for (const id of ids) this.#drop(id)?.stream.end();
        break;
      case 'oversized': {
        const reason = `${name}: an event has more than ${maxResponseBytes} bytes`;
        const error = new SubgraphError('SUBREQUEST_HTTP_ERROR', reason, { kind: 'lying' });
        for (const id of ids) this.#fail(id, error);
        break;
      }
      case 'refused':
        for (const id of ids) void refuse(this.#drop(id), message, this.#source);
        break;
      default:
        throw new TypeError('the type of a message must be known');
    }
  }

  #pushToAll(ids: readonly number[], item: StreamItem, size: number): void {
    for (const id of ids) {
      const carried = this.#open.get(id);
      if (carried === undefined) continue;
      if (carried.starting !== undefined) {
        clearTimeout(carried.starting);
        carried.starting = undefined;
        carried.observer?.onResponse(200);
      }
      if (!carried.stream.push(item, size))
        this.#fail(id, brokenStream(this.#source.name, 'it sent more than the window of the stream'));
    }
  }

  #fail(id: number, error: SubgraphError): void {
    this.#open.get(id)?.stream.end(error);
    this.leave(id);
  }
}

/** Writes the message that stands for an HTTP request of its own, with its headers and its body. */
function writeSubscribe(id: number, { headers, body, cursor }: SharedRequest): string {
  const named: Record<string, string> = {};
  for (let index = 0; index + 1 < headers.length; index += 2)
    named[String(headers[index])] = String(headers[index + 1]);
  if (cursor !== undefined) named['last-event-id'] = cursor;
  return `{"type":"subscribe","id":${id},"headers":${JSON.stringify(named)},"payload":${body}}`;
}

/** Ends a stream with the answer to its request, which has the form of an HTTP answer. */
async function refuse(carried: Carried | undefined, message: Message, source: SharedSource): Promise<void> {
  if (carried === undefined) return;
  const { stream, observer } = carried;
  const { name, maxResponseBytes: maxBytes, ownCredentials } = source;
  const body = Buffer.from(String(message.body));
  const http = { status: Number(message.status), headers: { ...message.headers }, body };
  observer?.onResponse(http.status, body.length);
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

/** Reads the size of an event. The rest of its message has the ids. */
function readSize(size: unknown, length: number): number {
  if (typeof size === 'number' && size >= length - envelopeBytes) return size;
  throw new TypeError('a message must state the size of its event');
}

function readCursor(cursor: unknown): string | undefined {
  return typeof cursor === 'string' ? cursor : undefined;
}
