import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { RequestRecord } from '../request-scope.ts';
import type { HttpRequest } from './http-handler.ts';

/** Converts Node's request to the request that handlers receive. */
export function readRequest(
  incoming: IncomingMessage,
  options: Pick<HttpRequest, 'log' | 'signal' | 'draining'> & {
    readonly createRecord: (requestId: string) => RequestRecord;
  },
): HttpRequest {
  const { method = 'GET' } = incoming;
  const target = readTarget(incoming);
  const headers = isFlat(incoming.headers) ? incoming.headers : flatten(incoming.headers);
  const requestId = readRequestId(headers['x-request-id']);
  const mark = target.indexOf('?');
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    search: mark < 0 ? '' : target.slice(mark),
    headers,
    remoteAddress: incoming.socket.remoteAddress ?? '',
    body: incoming,
    requestId,
    record: options.createRecord(requestId),
    log: options.log,
    signal: options.signal,
    draining: options.draining,
  };
}

/** Returns whether no header is a list. Only that of Set-Cookie is one, since Node joins the others. */
function isFlat(headers: IncomingHttpHeaders): headers is Record<string, string | undefined> {
  return headers['set-cookie'] === undefined;
}

function flatten(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** Returns the incoming request id if it is safe to log and forward, or a new one. */
function readRequestId(header: string | undefined): string {
  return header !== undefined && /^[\w.:-]{1,64}$/.test(header) ? header : randomUUID();
}

/** Returns a signal that aborts if the client disconnects before it has the whole answer. */
export function watchClient(outgoing: ServerResponse): AbortSignal {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** Returns whether a request is HTTP/1 and has at most one Host (RFC 9112, section 3.2). Two are joined by a comma. */
export function isWellFormed({ headers, httpVersionMajor }: IncomingMessage): boolean {
  return httpVersionMajor === 1 && !headers.host?.includes(',');
}

/**
 * Returns whether a request asks for a WebSocket. Requests for other protocols are answered by plain HTTP.
 */
export function isWebSocketRequest({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/** Returns the path that a request is routed by. */
export function pathOf(incoming: IncomingMessage): string {
  const [path = ''] = readTarget(incoming).split('?', 1);
  return path;
}

/** Returns path and query of a request target, which may include the server's address (RFC 9112, section 3.2.2). */
function readTarget({ url: target = '/' }: IncomingMessage): string {
  if (target.startsWith('/')) return target;
  const [prefix = ''] = /^https?:\/\/[^/?#]*/i.exec(target) ?? [];
  const rest = target.slice(prefix.length);
  return prefix !== '' && !rest.startsWith('/') ? `/${rest}` : rest;
}
