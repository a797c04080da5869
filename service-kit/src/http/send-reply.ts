import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpReply, HttpRequest } from './http-handler.ts';

/** How an answer is sent. */
export interface SendOptions {
  /** Headers of every answer of the server; those of the answer itself take precedence. */
  readonly replyHeaders: HttpReply['headers'];
  /** Whether the connection is closed after the answer. */
  readonly close: boolean;
  /** How long a client may read nothing of the answer, in milliseconds. */
  readonly unreadTimeoutMs: number;
}

/** Sends an answer. Throws, with nothing sent, for headers or a status that HTTP does not allow. */
export function sendReply(
  request: HttpRequest,
  reply: HttpReply,
  outgoing: ServerResponse,
  { replyHeaders, close, unreadTimeoutMs }: SendOptions,
): void {
  const { req: incoming, socket } = outgoing;
  const lingers = socket !== null && awaitsBody(incoming);
  outgoing.writeHead(reply.status, {
    ...dataHeaders,
    ...replyHeaders,
    ...reply.headers,
    // These have no body, and must not say that the one it stands for is empty (RFC 9110, section 8.6).
    ...(reply.status !== 304 && reply.status !== 204 && { 'content-length': Buffer.byteLength(reply.body) }),
    'x-request-id': request.requestId,
    ...((close || lingers) && { connection: 'close' }),
  });
  const body = request.method === 'HEAD' ? '' : reply.body;
  if (lingers) closeLingering(body, { incoming, outgoing, socket });
  else outgoing.end(body);
  breakOffUnread(outgoing, unreadTimeoutMs);
}

/** Whether a part of the request's body has not come yet. */
export function awaitsBody({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Headers of every answer unless its handler sets them: an answer is data for one caller, and not a page. Transport
 * security (HSTS) is up to the proxy that ends TLS.
 */
const dataHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Sends an answer before the request's body has come in full. A connection that is closed with unread bytes is reset, and
 * the reset may overtake the answer. So only our half is closed, and the body is read and discarded until the client
 * closes its half (RFC 9112, section 9.6).
 */
function closeLingering(
  body: HttpReply['body'],
  {
    incoming,
    outgoing,
    socket,
  }: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse; readonly socket: Socket },
): void {
  if (body.length > 0) outgoing.write(body);
  else outgoing.flushHeaders();
  socket.end();
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once('close', () => clearTimeout(timer));
  let discarded = 0;
  incoming.on('data', ({ length }: Buffer) => {
    discarded += length;
    if (discarded > lingerBytes) socket.destroy();
  });
  incoming.once('end', () => socket.destroy());
  incoming.resume();
}

/** Limits of a body that is read only to be discarded. */
const [lingerBytes, lingerMs] = [16_000_000, 10_000];

/** Breaks off an answer of which nothing is read for this time, in milliseconds: it stays in memory until it is read. */
function breakOffUnread(outgoing: ServerResponse, timeoutMs: number): void {
  // Without a socket it waits for the answers to the requests before it.
  if (outgoing.socket === null || outgoing.socket.writableLength > 0) outgoing.setTimeout(timeoutMs);
}
