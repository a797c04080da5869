import { maskedMessage } from '@supergraph/service-kit/errors.ts';
import type { HttpRequest, UpgradeHandler } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import type { RequestRecord } from '@supergraph/service-kit/request-scope.ts';
import { WebSocketServer } from 'ws';
import type { LiveOutcome, StartOperation } from '../../live/live-operations.ts';
import { mapItems } from '../../live/map-items.ts';
import type { TextOf } from '../../live/result-texts.ts';
import type { OperationAdmission } from '../../policy/operation-admission.ts';
import type { CallerAdmission } from '../../policy/rate/caller-admission.ts';
import type { CallerFields } from '../../telemetry/caller-fields.ts';
import { type IncrementalSpec, readAcceptedForms } from './accepted-forms.ts';
import { incrementalFormats } from './parts.ts';
import { createResultFrames } from './result-frames.ts';
import { type ConnectionOptions, type SocketClient, WebSocketConnection } from './websocket-connection.ts';
import { runLogged } from './websocket-log.ts';
import type { CarriedOutcome } from './websocket-operation.ts';

/** Options of the WebSocket handler. Times are milliseconds, sizes bytes. */
export interface WebSocketDoorOptions {
  readonly admitCaller: CallerAdmission;
  readonly admitOperation: OperationAdmission;
  readonly start: StartOperation;
  readonly textOf: TextOf;
  readonly addressOf: (request: HttpRequest) => string;
  /** Returns whether pages of the request's origin may use the graph. */
  readonly isTrusted: (request: HttpRequest) => boolean;
  readonly describeCaller: CallerFields;
  readonly maxMessageBytes: number;
  /** Maximum number of operations in flight on one connection, without its subscriptions. */
  readonly maxOperations: number;
  /** Time for the message `connection_init`. */
  readonly initTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly log: Log;
}

/**
 * Creates the handler for WebSockets with the subprotocol graphql-transport-ws. A token arrives in
 * `connection_init`.
 */
export function createWebSocketDoor(options: WebSocketDoorOptions): UpgradeHandler {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    autoPong: false,
    maxPayload: options.maxMessageBytes,
    handleProtocols: () => subprotocol,
  });
  const connection = createConnectionOptions(options);
  return (request, upgrade) => {
    checkUpgrade(request, options);
    const { headers, signal, draining, record } = request;
    // Keeps nothing else of the request, since a connection may last for days.
    const client: SocketClient = { headers, address: options.addressOf(request), signal, draining, record };
    sockets.handleUpgrade(upgrade.incoming, upgrade.socket, upgrade.head, (socket) => {
      new WebSocketConnection(socket, upgrade, client, connection);
    });
  };
}

/** Creates the functions of all connections. */
function createConnectionOptions({
  maxOperations,
  initTimeoutMs,
  heartbeatMs,
  ...options
}: WebSocketDoorOptions) {
  const { admitCaller, admitOperation, start, textOf, describeCaller, log } = options;
  const admit = (client: SocketClient, { requestId }: RequestRecord) => {
    const { headers, address, signal } = client;
    const { authorization } = headers;
    return admitCaller({ authorization, address: () => address, requestId, signal });
  };
  const connection: ConnectionOptions = {
    ...{ frameOf: createResultFrames(textOf), maxOperations, initTimeoutMs, heartbeatMs, log },
    admit: async (client) => (await admit(client, client.record)).viewer.expiresAt,
    start: (client, parameters) =>
      runLogged(client.record, log, async (record, onEnd) => {
        const caller = await admit(client, record);
        record.note(describeCaller(client, caller.viewer));
        const { incremental } = readAcceptedForms(client.headers.accept);
        const operation = {
          parameters: admitOperation(parameters),
          caller,
          headers: { get: (name: string) => client.headers[name] },
          accepts: { stream: true, incremental: incremental !== undefined },
          // Pings show that the connection works.
          heartbeats: false,
          mayMutate: true,
          after: undefined,
          onEnd,
        };
        return inFormat(await start(operation, client.draining), incremental);
      }),
    refusalOf(error) {
      if (error instanceof RefusedError) return error.refusal;
      log.error({ err: error }, 'unexpected failure');
      return { code: 'INTERNAL_SERVER_ERROR', message: maskedMessage };
    },
  };
  return connection;
}

/** Writes deferred parts in the client's format: the messages of the multipart answer are those of the WebSocket too. */
function inFormat(outcome: LiveOutcome, spec: IncrementalSpec | undefined): CarriedOutcome {
  if (outcome.kind !== 'incremental') return outcome;
  if (spec === undefined) throw new Error('the client does not accept deferred parts');
  const { initial, subsequent } = incrementalFormats[spec];
  const first = initial(outcome.initialResult);
  return { kind: 'parts', first, others: mapItems(outcome.subsequentResults, subsequent) };
}

const subprotocol = 'graphql-transport-ws';

function checkUpgrade(request: HttpRequest, { isTrusted }: WebSocketDoorOptions): void {
  if (!isTrusted(request)) {
    const message = `Pages of the origin ${JSON.stringify(request.headers.origin)} may not open a WebSocket.`;
    throw new RefusedError({ code: 'FORBIDDEN', message });
  }
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  if (!offered?.includes(subprotocol))
    throw new HttpProblem('BAD_REQUEST', `The WebSocket must have the subprotocol ${subprotocol}.`);
}
