import type { Socket } from 'node:net';
import type { ErrorCode } from '@supergraph/service-kit/error-codes.ts';
import type { UnreadReplies } from '@supergraph/service-kit/http/unread-replies.ts';
import { type Refusal, RefusedError } from '@supergraph/service-kit/refusal.ts';
import type { RequestRecord } from '@supergraph/service-kit/request-scope.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { WebSocket } from 'ws';
import { type ClientMessage, readClientMessage, readInitHeaders } from './websocket-messages.ts';
import { type CarriedOutcome, type OperationOptions, WebSocketOperation } from './websocket-operation.ts';
import { SocketSender } from './websocket-sender.ts';

/** Client of a connection. */
export interface SocketClient {
  /** Headers of the request that opened the connection. Those of `connection_init` replace them. */
  headers: Readonly<Record<string, string | undefined>>;
  readonly address: string;
  /** Aborts when the connection is closed. */
  readonly signal: AbortSignal;
  /** Aborts when the server drains. */
  readonly draining: AbortSignal;
  /** Record of the request that opened the connection. */
  readonly record: RequestRecord;
}

/** Functions and limits of all connections of a server. Times are milliseconds. */
export interface ConnectionOptions extends OperationOptions {
  /** Admits a client. Returns the time at which its token expires, in milliseconds since 1970, if it has one. */
  readonly admit: (client: SocketClient) => Promise<number | undefined>;
  readonly start: (
    client: SocketClient,
    parameters: Readonly<Record<string, unknown>>,
  ) => Promise<CarriedOutcome>;
  /** Returns an error as a refusal. Logs one that is unexpected. */
  readonly refusalOf: (error: unknown) => Refusal;
  /** Maximum number of operations in flight on one connection. A subscription counts while it starts. */
  readonly maxOperations: number;
  /** Time for the message `connection_init`. */
  readonly initTimeoutMs: number;
  /** Interval of pings. A client that does not answer one before the next is disconnected. */
  readonly heartbeatMs: number;
}

/**
 * A WebSocket with the subprotocol graphql-transport-ws. Each operation is admitted like a separate request. A
 * subscription continues once the network has taken its last result, so one that is not read fills its bounded queue.
 */
export class WebSocketConnection {
  readonly #socket: WebSocket;
  readonly #client: SocketClient;
  readonly #options: ConnectionOptions;
  readonly #sender: SocketSender;
  readonly #operations = new Map<string, WebSocketOperation>();
  readonly #heartbeat: NodeJS.Timeout;
  #initTimeout: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #state: 'new' | 'initialising' | 'acknowledged' = 'new';
  #inFlight = 0;
  #isAlive = true;

  constructor(
    socket: WebSocket,
    { socket: connection, unread }: { readonly socket: Socket; readonly unread: UnreadReplies },
    client: SocketClient,
    options: ConnectionOptions,
  ) {
    this.#socket = socket;
    this.#client = client;
    this.#options = options;
    this.#sender = new SocketSender(socket, connection, unread);
    this.#heartbeat = setInterval(beat, options.heartbeatMs, this).unref();
    this.#initTimeout = setTimeout(endUninitialised, options.initTimeoutMs, this).unref();
    socket.on('message', (data) => this.#onMessage(String(data)));
    socket.on('ping', (data) => {
      if (!this.#sender.isStuck()) socket.pong(data);
    });
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // The event `close` follows.
    socket.on('error', () => {});
    socket.once('close', this.#onClose);
    client.draining.addEventListener('abort', this.#onDraining, { once: true });
    if (client.draining.aborted) this.#onDraining();
  }

  /** Sends a ping, or disconnects a client that has not answered the last one. */
  beat(): void {
    if (!this.#isAlive) this.#socket.terminate();
    this.#isAlive = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  close(code: number, reason: string): void {
    // A reason has at most 123 bytes.
    this.#socket.close(code, Buffer.from(reason).subarray(0, 120).toString());
  }

  readonly #onDraining = (): void => this.close(1001, 'The gateway is stopping.');

  readonly #onClose = (): void => {
    for (const timer of [this.#heartbeat, this.#initTimeout, this.#expiry]) clearTimeout(timer);
    this.#client.draining.removeEventListener('abort', this.#onDraining);
    this.#sender.end();
    for (const operation of this.#operations.values()) operation.end();
    this.#operations.clear();
  };

  #onMessage(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN || this.#sender.isStuck()) return;
    try {
      this.#take(readClientMessage(text));
    } catch {
      this.close(4400, 'The message is malformed.');
    }
  }

  /** Handles a message. Throws an error if it is malformed. */
  #take(message: ClientMessage): void {
    switch (message.type) {
      case 'connection_init':
        void this.#initialise(readInitHeaders(message.payload));
        break;
      case 'ping':
        void this.#sender.send(JSON.stringify({ type: 'pong', payload: message.payload }));
        break;
      case 'pong':
        break;
      case 'subscribe':
        void this.#subscribe(message.id, message.payload);
        break;
      case 'complete':
        this.#complete(message.id);
        break;
      default:
        message satisfies never;
    }
  }

  async #initialise(headers: Readonly<Record<string, string>>): Promise<void> {
    if (this.#state !== 'new') return this.close(4429, 'The connection is initialised once.');
    this.#state = 'initialising';
    clearTimeout(this.#initTimeout);
    this.#initTimeout = undefined;
    const client = this.#client;
    client.headers = { ...client.headers, ...headers };
    try {
      const expiresAt = await this.#options.admit(client);
      if (client.signal.aborted) return;
      if (expiresAt !== undefined) this.#expireAt(expiresAt);
    } catch (error) {
      return this.#refuse(this.#options.refusalOf(error));
    }
    this.#state = 'acknowledged';
    void this.#sender.send('{"type":"connection_ack"}');
  }

  #expireAt(time: number): void {
    const ms = Math.min(Math.max(0, time - Date.now()), maxTimerMs);
    this.#expiry = setTimeout(endExpired, ms, this).unref();
  }

  /** Closes the connection because of a refusal of its client. */
  #refuse({ code, message }: Refusal): void {
    this.close(closeCodes[code] ?? 1013, message);
  }

  /** Runs an operation to its end. Never rejects. */
  async #subscribe(id: string, parameters: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#state !== 'acknowledged') return this.close(4401, 'The connection is not acknowledged.');
    if (this.#operations.has(id)) return this.close(4409, 'The id is in use.');
    const operation = new WebSocketOperation(id, this.#sender, this.#options);
    this.#operations.set(id, operation);
    try {
      const outcome = await this.#answer(operation, parameters);
      if (outcome.kind === 'stream') await operation.deliver(outcome);
    } catch (error) {
      const refusal = this.#options.refusalOf(error);
      if (refusal.code === 'UNAUTHENTICATED') this.#refuse(refusal);
      await operation.fail([toError(refusal)]);
    }
    if (this.#operations.get(id) === operation) this.#operations.delete(id);
  }

  /** Starts an operation within the limit, and sends its outcome unless it is a stream, which has limits of its own. */
  async #answer(
    operation: WebSocketOperation,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<CarriedOutcome> {
    const { maxOperations, start } = this.#options;
    if (this.#inFlight >= maxOperations) throw new RefusedError(tooManyOperations(maxOperations));
    this.#inFlight += 1;
    try {
      const outcome = await start(this.#client, parameters);
      if (outcome.kind !== 'stream') await operation.deliver(outcome);
      return outcome;
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Ends an operation that its client no longer wants. */
  #complete(id: string): void {
    const operation = this.#operations.get(id);
    this.#operations.delete(id);
    operation?.end();
  }
}

function toError({ code, message, details, retryAfterSeconds }: Refusal): GraphQLFormattedError {
  return { message, extensions: { ...details, code, retryAfterSeconds } };
}

function tooManyOperations(limit: number): Refusal {
  const message = `A connection may have at most ${limit} operations at once.`;
  return { code: 'SUBSCRIPTION_LIMIT_EXCEEDED', message, details: { limit } };
}

// Functions for timers, which would keep a closure each.
const beat = (connection: WebSocketConnection): void => connection.beat();
const endUninitialised = (connection: WebSocketConnection): void =>
  connection.close(4408, 'The message "connection_init" is missing.');
const endExpired = (connection: WebSocketConnection): void =>
  connection.close(forbidden, 'SUBSCRIPTION_JWT_EXPIRED');

/** Longest delay of a Node timer. */
const maxTimerMs = 2 ** 31 - 1;

const forbidden = 4403;

/** Close codes of graphql-transport-ws. All other refusals are temporary: 1013 means "try again later". */
const closeCodes: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: forbidden,
  FORBIDDEN: forbidden,
  INTERNAL_SERVER_ERROR: 4500,
};
