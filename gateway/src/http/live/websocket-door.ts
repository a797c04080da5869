import { randomUUID } from 'node:crypto';
import type { ErrorCode } from '@supergraph/service-kit/error-codes.ts';
import { maskedMessage } from '@supergraph/service-kit/errors.ts';
import type { HttpRequest, UpgradeHandler } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { type Refusal, RefusedError } from '@supergraph/service-kit/refusal.ts';
import {
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  handleProtocols,
  makeServer,
  type ServerOptions,
  type SubscribePayload,
} from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { isRecord } from '../../is-record.ts';
import type { LiveOutcome, StartOperation } from '../../live/live-operations.ts';
import type { OperationAdmission } from '../../policy/operation-admission.ts';
import type { CallerAdmission } from '../../policy/rate/caller-admission.ts';
import { openConnection } from './websocket-connection.ts';
import { createResultCarrier } from './websocket-results.ts';

/** Options of the WebSocket handler. Times are milliseconds, sizes bytes. */
export interface WebSocketDoorOptions {
  readonly admitCaller: CallerAdmission;
  readonly admitOperation: OperationAdmission;
  readonly start: StartOperation;
  readonly addressOf: (request: HttpRequest) => string;
  /** Returns whether pages of the request's origin may use the graph. */
  readonly isTrusted: (request: HttpRequest) => boolean;
  readonly maxMessageBytes: number;
  /** Maximum number of concurrent operations of one connection. */
  readonly maxOperations: number;
  /** Time for the message `connection_init`. */
  readonly initTimeoutMs: number;
  readonly heartbeatMs: number;
}

/** A connection with its client. */
interface Connection {
  readonly socket: WebSocket;
  readonly request: HttpRequest;
  /** The header Authorization, or its value in `connection_init`. */
  authorization: string | undefined;
  operations: number;
}

/**
 * Creates the handler for WebSockets with the subprotocol graphql-transport-ws. A token arrives in
 * `connection_init`. Each operation is admitted like a separate request.
 */
export function createWebSocketDoor(options: WebSocketDoorOptions): UpgradeHandler {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    autoPong: false,
    maxPayload: options.maxMessageBytes,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const protocol = makeServer<Record<string, unknown>, Connection>(protocolOptions(options));
  return (request, { incoming, socket, head }) => {
    checkUpgrade(request, options);
    sockets.handleUpgrade(incoming, socket, head, (upgraded) => {
      const { authorization } = request.headers;
      const leave = (): void => upgraded.close(1001, 'The gateway is stopping.');
      request.draining.addEventListener('abort', leave, { once: true });
      upgraded.once('close', () => request.draining.removeEventListener('abort', leave));
      openConnection(upgraded, options, protocol, {
        socket: upgraded,
        request,
        authorization,
        operations: 0,
      });
      if (request.draining.aborted) leave();
    });
  };
}

function checkUpgrade(request: HttpRequest, { isTrusted }: WebSocketDoorOptions): void {
  if (!isTrusted(request)) {
    const message = `Pages of the origin ${JSON.stringify(request.headers.origin)} may not open a WebSocket.`;
    throw new RefusedError({ code: 'FORBIDDEN', message });
  }
  if (handleProtocols(request.headers['sec-websocket-protocol'] ?? '') === false) {
    const message = `The WebSocket must have the subprotocol ${GRAPHQL_TRANSPORT_WS_PROTOCOL}.`;
    throw new HttpProblem('BAD_REQUEST', message);
  }
}

function protocolOptions(options: WebSocketDoorOptions): ServerOptions<Record<string, unknown>, Connection> {
  const results = createResultCarrier();
  return {
    connectionInitWaitTimeout: options.initTimeoutMs,
    async onConnect({ connectionParams, extra }) {
      extra.authorization = readAuthorization(connectionParams) ?? extra.authorization;
      try {
        const { viewer } = await admitCaller(extra, options);
        if (viewer.expiresAt !== undefined) closeAt(viewer.expiresAt, extra);
        return true;
      } catch (error) {
        closeWith(toRefusal(error, extra), extra);
        return false;
      }
    },
    async onSubscribe({ extra }, _id, payload) {
      try {
        if (extra.operations >= options.maxOperations) throw tooManyOperations(options.maxOperations);
        extra.operations += 1;
        const outcome = await startOperation(payload, extra, options).finally(() => {
          extra.operations -= 1;
        });
        if (outcome.kind === 'refused') return outcome.errors.map(results.carryError);
        if (outcome.kind === 'incremental') throw new Error('a WebSocket accepts no deferred parts');
        return results.carry(outcome);
      } catch (error) {
        const refusal = toRefusal(error, extra);
        if (refusal.code === 'UNAUTHENTICATED') closeWith(refusal, extra);
        const { code, message, details, retryAfterSeconds } = refusal;
        return [results.carryError({ message, extensions: { ...details, code, retryAfterSeconds } })];
      }
    },
    execute: results.execute,
    subscribe: results.execute,
    onNext: (_context, _id, _payload, _arguments, result) => results.unwrap(result),
    onError: (_context, _id, _payload, errors) => errors.map(results.unwrapError),
  };
}

/** Admits the client of a connection, once for the connection and once for each operation. */
function admitCaller({ authorization, request }: Connection, options: WebSocketDoorOptions) {
  return options.admitCaller({
    authorization,
    address: () => options.addressOf(request),
    requestId: randomUUID(),
    signal: request.signal,
  });
}

async function startOperation(
  payload: SubscribePayload,
  connection: Connection,
  options: WebSocketDoorOptions,
): Promise<LiveOutcome> {
  const caller = await admitCaller(connection, options);
  return options.start(
    {
      parameters: options.admitOperation({ ...payload }),
      caller,
      headers: undefined,
      accepts: { stream: true, incremental: false },
      mayMutate: true,
      after: undefined,
    },
    connection.request.draining,
  );
}

/** Reads the token of `connection_init`: `authorization`, or `headers.authorization`, in any case. */
function readAuthorization(parameters: unknown): string | undefined {
  if (!isRecord(parameters)) return undefined;
  for (const [name, value] of Object.entries(parameters)) {
    if (/^authorization$/i.test(name) && typeof value === 'string') return value;
    if (/^headers$/i.test(name)) return readAuthorization(value);
  }
  return undefined;
}

/** Closes a connection when its token expires. */
function closeAt(expiresAt: number, { socket }: Connection): void {
  const ms = Math.min(Math.max(0, expiresAt - Date.now()), maxTimerMs);
  const timer = setTimeout(() => socket.close(forbidden, 'SUBSCRIPTION_JWT_EXPIRED'), ms);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

/** Longest delay of a Node timer. */
const maxTimerMs = 2 ** 31 - 1;

function closeWith({ code, message }: Refusal, { socket }: Connection): void {
  // A reason has at most 123 bytes.
  socket.close(closeCodes[code] ?? 1013, Buffer.from(message).subarray(0, 120).toString());
}

const forbidden = 4403;

/** Close codes of graphql-transport-ws. All other refusals are temporary: 1013 means "try again later". */
const closeCodes: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: forbidden,
  FORBIDDEN: forbidden,
  INTERNAL_SERVER_ERROR: 4500,
};

function tooManyOperations(limit: number): RefusedError {
  const message = `A connection may have at most ${limit} operations at once.`;
  return new RefusedError({ code: 'SUBSCRIPTION_LIMIT_EXCEEDED', message, details: { limit } });
}

function toRefusal(error: unknown, { request }: Connection): Refusal {
  if (error instanceof RefusedError) return error.refusal;
  request.log.error({ err: error }, 'unexpected failure');
  return { code: 'INTERNAL_SERVER_ERROR', message: maskedMessage };
}
