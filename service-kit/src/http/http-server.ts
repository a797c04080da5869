import { createServer, type ServerOptions, type ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type ClientPatience, usualPatience } from './client-patience.ts';
import { type Connections, trackConnections } from './connections.ts';
import { createHealthRoutes, type Readiness } from './health.ts';
import type { HttpHandler, HttpReply, HttpRequest } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { problemReply } from './json-reply.ts';
import { type ListenOptions, listen, urlOf } from './listen.ts';
import { startLoadShedding } from './load-shedding.ts';
import { isWellFormed, readRequest } from './read-request.ts';
import { refuseMalformed } from './refuse-malformed.ts';
import { requestScope } from './request-scope.ts';
import { createRouter, type Routes } from './router.ts';
import { awaitsBody, sendReply } from './send-reply.ts';
import type { ServerConfig } from './server-variables.ts';
import { startUnreadReplies, type UnreadReplies } from './unread-replies.ts';

/** Routes and address of a server. */
export interface HttpServerOptions extends Readiness, ListenOptions {
  readonly log: Log;
  /** Routes by path. `/health` and `/ready` are added. */
  readonly routes: Routes;
  /**
   * Returns headers of every answer to a request, refusals included. Headers of the handler take precedence. default:
   * none
   */
  readonly replyHeaders?: (request: HttpRequest) => HttpReply['headers'];
  /** Limits for connections. default: `usualPatience` */
  readonly patience?: ClientPatience;
  readonly settings: Omit<ServerConfig, 'maxResponseBytes'>;
  /**
   * Time for requests in flight and for clients that read their answers after a stop, in milliseconds. default: 10 000
   */
  readonly drainMs?: number;
}

/** A listening server. */
export interface RunningServer {
  readonly url: string;
  /** Number of requests that are accepted and not yet fully answered. */
  readonly inFlight: () => number;
  /**
   * Drains the server: `/ready` answers 503, new requests are served for `shutdownDelayMs`, then the port is closed,
   * and answers are finished and flushed. Idempotent.
   */
  readonly stop: () => Promise<void>;
}

/** Starts a server. Throws ConfigError if the port is taken. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const { settings, log, patience = usualPatience, drainMs = 10_000 } = options;
  const shedding = startLoadShedding({ lagMs: settings.shedLagMs, log });
  const unread = startUnreadReplies({ maxBytes: settings.maxUnreadBytes, log });
  const stopWatches = (): void => {
    shedding.stop();
    unread.stop();
  };
  const state: ServerState = {
    unread,
    stopping: false,
    unreadTimeoutMs: patience.requestTimeoutMs,
    replyHeaders: options.replyHeaders ?? (() => ({})),
  };
  const health = createRouter(createHealthRoutes(options, () => state.stopping));
  const routes = createRouter(options.routes);
  const findHandler = (path: string): HttpHandler =>
    health(path) ?? (shedding.refuses() ? overloaded : (routes(path) ?? notFound));
  const server = createServer(serverOptions(patience), (incoming, outgoing) => {
    const request = readRequest(incoming, outgoing, log);
    connections.add(outgoing, incoming.socket);
    void requestScope.run({ requestId: request.requestId }, () =>
      answer(request, outgoing, isWellFormed(incoming) ? findHandler(request.path) : refuseForm, state),
    );
  });
  const connections = trackConnections(server, log);
  refuseMalformed(server);
  server.maxConnections = patience.maxConnections;
  await listen(server, options).catch((error: unknown) => {
    stopWatches();
    throw error;
  });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    state.stopping = true;
    stopped ??= drain(connections, settings.shutdownDelayMs, drainMs).finally(stopWatches);
    return stopped;
  };
  return { url: urlOf(server, options.host), inFlight: connections.inFlight, stop };
}

/** State of a server that affects each answer. */
interface ServerState {
  stopping: boolean;
  readonly unreadTimeoutMs: number;
  readonly unread: UnreadReplies;
  readonly replyHeaders: (request: HttpRequest) => HttpReply['headers'];
}

/** Returns the limits for connections as Node's options. Node checks them at intervals. */
function serverOptions({
  headersTimeoutMs,
  requestTimeoutMs,
  keepAliveTimeoutMs,
}: ClientPatience): ServerOptions {
  return {
    // The headers are a part of the request. Node refuses to start if they have more time.
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, headersTimeoutMs),
    // Otherwise Node uses the first of two headers, and a proxy before us may have used the last.
    joinDuplicateHeaders: true,
  };
}

/** Answers a request. Never rejects: a failure to answer one request must not end the process. */
async function answer(
  request: HttpRequest,
  outgoing: ServerResponse,
  handler: HttpHandler,
  state: ServerState,
): Promise<void> {
  const startedAt = performance.now();
  const reply = await Promise.resolve(request)
    .then(handler)
    .catch((error: unknown) => problemReply(error, request));
  // By the next turn, a body that arrived with the headers is parsed. Refusing it does not need to close the
  // connection.
  if (awaitsBody(outgoing.req)) await nextTurn();
  const status = send(request, reply, outgoing, state);
  const ms = Math.round(performance.now() - startedAt);
  const level = request.path === '/health' || request.path === '/ready' ? 'debug' : 'info';
  request.log[level]({ method: request.method, path: request.path, status, ms }, 'answered');
}

/** Sends an answer, or a masked error if that fails. Returns the status sent. */
function send(request: HttpRequest, reply: HttpReply, outgoing: ServerResponse, state: ServerState): number {
  const { unreadTimeoutMs, unread } = state;
  // Reads the state late: a request from before the stop must not keep its connection, and so the stop, open.
  const close = state.stopping;
  try {
    const replyHeaders = state.replyHeaders(request);
    return sendReply(request, reply, outgoing, { replyHeaders, close, unreadTimeoutMs, unread });
  } catch (error) {
    const masked = problemReply(error, request);
    if (outgoing.headersSent) outgoing.destroy();
    else sendReply(request, masked, outgoing, { replyHeaders: {}, close, unreadTimeoutMs, unread });
    return masked.status;
  }
}

/** Refuses before any work: a client that retries later costs less than one that waits. */
const overloaded: HttpHandler = () => {
  const message = 'This server is overloaded. Retry after 1 s.';
  throw new HttpProblem(503, 'SERVICE_OVERLOADED', message, { 'retry-after': '1' });
};

const notFound: HttpHandler = ({ path }) => {
  throw new HttpProblem(404, 'NOT_FOUND', `Not found: ${path}.`);
};

const refuseForm: HttpHandler = () => {
  throw new HttpProblem(400, 'BAD_REQUEST', 'A request must be HTTP/1 with one Host.', {
    connection: 'close',
  });
};

async function drain(connections: Connections, delayMs: number, drainMs: number): Promise<void> {
  if (delayMs > 0) await sleep(delayMs);
  // Without a delay no load balancer keeps connections open.
  await connections.drain({ drainMs, idleMs: delayMs > 0 ? 500 : 20 });
}
