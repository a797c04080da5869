import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpReply, HttpRequest } from './http-handler.ts';

/** Options for the head of an answer. */
export interface HeadOptions {
  /** Returns headers of every answer of the server. Headers of the answer itself take precedence. */
  readonly replyHeaders: (request: HttpRequest) => HttpReply['headers'];
  /** True to close the connection after the answer. */
  readonly close: boolean;
}

/** Writes status and headers. Throws, with nothing sent, if HTTP does not allow them. */
export function writeHead(
  request: HttpRequest,
  { status, headers }: Pick<HttpReply, 'status' | 'headers'>,
  outgoing: ServerResponse,
  options: HeadOptions & { readonly contentLength?: number },
): void {
  const { contentLength } = options;
  outgoing.writeHead(status, {
    ...dataHeaders,
    ...options.replyHeaders(request),
    ...headers,
    ...(contentLength !== undefined && mayHaveBody(status) && { 'content-length': contentLength }),
    'x-request-id': request.requestId,
    ...(options.close && { connection: 'close' }),
  });
}

/** Returns whether answers with this status have a body (RFC 9110, section 8.6). */
export function mayHaveBody(status: number): boolean {
  return status !== 304 && status !== 204;
}

/** Returns whether a part of the request's body has not arrived yet. */
export function awaitsBody({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Default headers of every answer: an answer is data for one caller, not a page. The proxy that ends TLS is responsible
 * for transport security (HSTS).
 */
const dataHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
