import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { ConfigError } from '../config.ts';
import { maskedMessage } from '../errors.ts';
import type { Log } from '../log.ts';
import { type ClientPatience, usualPatience } from './client-patience.ts';
import { HttpProblem } from './http-problem.ts';
import { startLoadShedding } from './load-shedding.ts';
import { readRequestId } from './request-id.ts';
import { requestScope } from './request-scope.ts';
import type { ServerConfig } from './server-variables.ts';

/** A request as handlers see it. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** The query string with its question mark, or nothing. */
  readonly search: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whoever opened the connection: the client, or the last proxy before us. */
  readonly remoteAddress: string;
  readonly body: Readable;
  readonly requestId: string;
  readonly log: Log;
  /** Aborted when the client has gone before it was answered. */
  readonly signal: AbortSignal;
}

/** An answer as plain data. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

/** What a server serves, and where. */
export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** The variable that holds the port, for the message about a busy one. */
  readonly portVariable: string;
  readonly log: Log;
  /**
   * Paths to handlers: exact ones, or with `/*` at the end all that is below a path, itself included. `/health` and
   * `/ready` are there already.
   */
  readonly routes: Readonly<Record<string, HttpHandler>>;
  /** Headers of every answer to a request, refusals included; what its handler says goes before. default: none */
  readonly replyHeaders?: (request: HttpRequest) => Readonly<Record<string, string>>;
  /** What it lets connections do. default: `usualPatience` */
  readonly patience?: ClientPatience;
  readonly settings: ServerConfig;
  /** How long what is in flight when it stops may take, in milliseconds. default: 10 000 */
  readonly drainMs?: number;
  /** What `/ready` says while it serves. default: that it is ready */
  readonly isReady?: () => boolean;
  /** What `/ready` tells beside that, of what is wrong and stops nobody. default: nothing */
  readonly warnings?: () => readonly string[];
  /** What `/ready` tells of what is served. default: nothing */
  readonly describe?: () => Readonly<Record<string, unknown>>;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Says unready, serves on for the shutdown delay, finishes what is in flight, then closes. Safe to call twice. */
  readonly stop: () => Promise<void>;
}

/** Listens, or throws ConfigError where the port is taken. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const { settings, log, patience = usualPatience, drainMs = 10_000 } = options;
  const shedding = startLoadShedding({ lagMs: settings.shedLagMs, log });
  const state = { stopping: false, patience, replyHeaders: options.replyHeaders ?? (() => ({})) };
  const health: HttpHandler = () => jsonReply(200, { status: 'up' });
  const ready: HttpHandler = () => {
    if (state.stopping) return jsonReply(503, { status: 'stopping' });
    const isReady = options.isReady?.() ?? true;
    const warnings = options.warnings?.() ?? [];
    const told = { ...options.describe?.(), ...(warnings.length > 0 && { warnings }) };
    return isReady
      ? jsonReply(200, { status: 'ready', ...told })
      : jsonReply(503, { status: 'waiting', ...told });
  };
  const findHandler = createRouter(options.routes);
  const handlerFor = (path: string): HttpHandler | undefined => {
    if (path === '/health') return health;
    if (path === '/ready') return ready;
    return shedding.refuses() ? overloaded : findHandler(path);
  };
  const server = createServer(serverOptions(patience), (incoming, outgoing) => {
    const request = createRequest(incoming, outgoing, log);
    void requestScope.run({ requestId: request.requestId }, () =>
      answer(request, outgoing, isWellFormed(incoming) ? handlerFor(request.path) : refuseForm, state),
    );
  });
  server.maxConnections = patience.maxConnections;
  await listen(server, options).catch((error: unknown) => {
    shedding.stop();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    state.stopping = true;
    stopped ??= closeAfter(server, settings.shutdownDelayMs, drainMs).finally(shedding.stop);
    return stopped;
  };
  return { url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`, stop };
}

/** What Node is told of a patience. Every so often it looks for those who are over it. */
function serverOptions({
  headersTimeoutMs,
  requestTimeoutMs,
  keepAliveTimeoutMs,
}: ClientPatience): ServerOptions {
  return {
    // The headers are a part of the request; Node refuses to start where they have more time.
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, headersTimeoutMs),
    // Else the first of two is believed, where a proxy before us may have read the last.
    joinDuplicateHeaders: true,
  };
}

/**
 * What every answer says unless its handler says otherwise: it is data of this caller alone, and no page. Transport
 * security (HSTS) is for the proxy to say, which ends TLS.
 */
const dataHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Before any work: whoever asks again a little later helps more than who waits. */
const overloaded: HttpHandler = () => {
  const message = 'There is too much to do just now. Ask again in a moment.';
  throw new HttpProblem(503, 'SERVICE_OVERLOADED', message, { 'retry-after': '1' });
};

/** An answer of one JSON value. */
function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** An exact path goes before one that holds all below it. */
function createRouter(
  routes: Readonly<Record<string, HttpHandler>>,
): (path: string) => HttpHandler | undefined {
  const exact = new Map(Object.entries(routes));
  const below = Object.entries(routes)
    .filter(([path]) => path.endsWith('/*'))
    .map(([path, handler]) => ({ path: path.slice(0, -'/*'.length), handler }));
  return (path) =>
    exact.get(path) ??
    below.find((route) => path === route.path || path.startsWith(`${route.path}/`))?.handler;
}

async function listen(server: Server, { host, port, portVariable }: HttpServerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EADDRINUSE')
      throw new ConfigError([`${portVariable}: port ${port} is already in use on ${host}`]);
    throw new ConfigError([
      `HOST or ${portVariable}: cannot listen on ${host}:${port} (${String(error.code)})`,
    ]);
  });
}

async function answer(
  request: HttpRequest,
  outgoing: ServerResponse,
  handler: HttpHandler | undefined,
  state: {
    readonly stopping: boolean;
    readonly patience: ClientPatience;
    readonly replyHeaders: (request: HttpRequest) => HttpReply['headers'];
  },
): Promise<void> {
  const startedAt = performance.now();
  const reply = await Promise.resolve(request)
    .then((known) => {
      if (handler === undefined)
        throw new HttpProblem(404, 'NOT_FOUND', `Nothing is served at ${known.path}.`);
      return handler(known);
    })
    .catch((error: unknown) => problemReply(error, request));
  const body = request.method === 'HEAD' ? '' : reply.body;
  // Asked only now: a request that came before the stop must not keep its connection, and the stop with it, open.
  if (state.stopping) outgoing.setHeader('connection', 'close');
  outgoing.writeHead(reply.status, {
    ...dataHeaders,
    ...state.replyHeaders(request),
    ...reply.headers,
    // These have no body, and must not say that the one it stands for is empty (RFC 9110, section 8.6).
    ...(reply.status !== 304 && reply.status !== 204 && { 'content-length': Buffer.byteLength(reply.body) }),
    'x-request-id': request.requestId,
  });
  outgoing.end(body);
  breakOffUnread(outgoing, state.patience.requestTimeoutMs);
  const ms = Math.round(performance.now() - startedAt);
  const level = request.path === '/health' || request.path === '/ready' ? 'debug' : 'info';
  request.log[level]({ method: request.method, path: request.path, status: reply.status, ms }, 'answered');
}

/** Whether a request has one Host at the most (RFC 9112, section 3.2; two are joined by a comma) and a version. */
function isWellFormed({ headers, httpVersionMajor }: IncomingMessage): boolean {
  return httpVersionMajor === 1 && !headers.host?.includes(',');
}

function refuseForm(): never {
  throw new HttpProblem(400, 'BAD_REQUEST', 'A request must be HTTP/1 with one Host.', {
    connection: 'close',
  });
}

/** Breaks off an answer of which nothing is read for so long, in milliseconds: it is kept in memory until it is read. */
function breakOffUnread(outgoing: ServerResponse, timeoutMs: number): void {
  // Without a socket it waits for the answers to the requests before it.
  if (outgoing.socket === null || outgoing.socket.writableLength > 0) outgoing.setTimeout(timeoutMs);
}

function createRequest(incoming: IncomingMessage, outgoing: ServerResponse, log: Log): HttpRequest {
  const { method = 'GET', url = '/' } = incoming;
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const requestId = readRequestId(headers['x-request-id']);
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    search: mark < 0 ? '' : url.slice(mark),
    headers,
    remoteAddress: incoming.socket.remoteAddress ?? '',
    body: incoming,
    requestId,
    log,
    signal: gone.signal,
  };
}

/** A refusal in the form of GraphQL over HTTP, as the media type that is asked for. */
function problemReply(error: unknown, { headers: { accept }, log }: HttpRequest): HttpReply {
  const problem =
    error instanceof HttpProblem ? error : new HttpProblem(500, 'INTERNAL_SERVER_ERROR', maskedMessage);
  if (problem !== error) log.error({ err: error }, 'unexpected failure');
  const body = {
    errors: [{ message: problem.message, extensions: { ...problem.details, code: problem.code } }],
  };
  const type = accept?.includes(graphqlType) ? { 'content-type': `${graphqlType}; charset=utf-8` } : {};
  return jsonReply(problem.status, body, { ...type, ...problem.headers });
}

const graphqlType = 'application/graphql-response+json';

async function closeAfter(server: Server, delayMs: number, drainMs: number): Promise<void> {
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(impatience);
}
