import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import type { HttpRequest } from './http-handler.ts';
import { readRequestId } from './request-id.ts';

/** Converts Node's request to the request that handlers receive. */
export function readRequest(incoming: IncomingMessage, outgoing: ServerResponse, log: Log): HttpRequest {
  const { method = 'GET' } = incoming;
  const target = readTarget(incoming.url ?? '/');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const requestId = readRequestId(headers['x-request-id']);
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const mark = target.indexOf('?');
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    search: mark < 0 ? '' : target.slice(mark),
    headers,
    remoteAddress: incoming.socket.remoteAddress ?? '',
    body: incoming,
    requestId,
    log,
    signal: gone.signal,
  };
}

/** Returns whether a request is HTTP/1 and has at most one Host (RFC 9112, section 3.2). Two are joined by a comma. */
export function isWellFormed({ headers, httpVersionMajor }: IncomingMessage): boolean {
  return httpVersionMajor === 1 && !headers.host?.includes(',');
}

/** Returns path and query of a request target, which may include the server's address (RFC 9112, section 3.2.2). */
function readTarget(target: string): string {
  if (target.startsWith('/')) return target;
  const [prefix = ''] = /^https?:\/\/[^/?#]*/i.exec(target) ?? [];
  const rest = target.slice(prefix.length);
  return prefix !== '' && !rest.startsWith('/') ? `/${rest}` : rest;
}
