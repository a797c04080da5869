import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpReply, HttpRequest } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { problemReply } from './json-reply.ts';
import { closeLingering } from './lingering-close.ts';
import type { UnreadReplies } from './unread-replies.ts';

/** How an answer is sent. */
export interface SendOptions {
  /** Headers of every answer of the server; those of the answer itself take precedence. */
  readonly replyHeaders: HttpReply['headers'];
  /** Whether the connection is closed after the answer. */
  readonly close: boolean;
  /** How long a client may read nothing of the answer, in milliseconds. */
  readonly unreadTimeoutMs: number;
  /** Answers that clients have not read yet. */
  readonly unread: UnreadReplies;
}

/**
 * Sends an answer, or a refusal if clients have left too much unread, and returns the status sent. Throws, with nothing sent,
 * for headers or a status that HTTP does not allow.
 */
export function sendReply(
  request: HttpRequest,
  reply: HttpReply,
  outgoing: ServerResponse,
  options: SendOptions,
): number {
  const bytes = Buffer.byteLength(reply.body);
  // A buffer is its handler's, which sends it to all clients.
  const ownBytes = typeof reply.body === 'string' ? bytes : 0;
  if (options.unread.makeRoom(ownBytes)) {
    writeReply(request, { ...reply, bytes }, outgoing, options);
    if (isUnsent(outgoing)) options.unread.hold(outgoing, ownBytes);
    return reply.status;
  }
  const refusal = problemReply(tooMuchUnread(), request);
  writeReply(request, { ...refusal, bytes: Buffer.byteLength(refusal.body) }, outgoing, options);
  return refusal.status;
}

function tooMuchUnread(): HttpProblem {
  const message = 'Clients have left too many responses unread. Retry after 1 s.';
  return new HttpProblem(503, 'SERVICE_OVERLOADED', message, { 'retry-after': '1' });
}

function writeReply(
  request: HttpRequest,
  reply: HttpReply & { readonly bytes: number },
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
    ...(reply.status !== 304 && reply.status !== 204 && { 'content-length': reply.bytes }),
    'x-request-id': request.requestId,
    ...((close || lingers) && { connection: 'close' }),
  });
  const body = request.method === 'HEAD' ? '' : bodyOf(reply);
  if (lingers) {
    // Not ended: Node would then close the connection before the body has come.
    if (body.length > 0) outgoing.write(body);
    else outgoing.flushHeaders();
    incoming.once('end', () => socket.destroySoon()).resume();
    closeLingering(socket);
  } else outgoing.end(body);
  // Broken off once nothing of it is read for so long.
  if (isUnsent(outgoing)) outgoing.setTimeout(unreadTimeoutMs);
}

/** Returns what is written: of a large text its bytes, which take no more memory than they are counted for. */
function bodyOf({ body, bytes }: HttpReply & { readonly bytes: number }): HttpReply['body'] {
  return typeof body === 'string' && bytes > largeBytes ? Buffer.from(body) : body;
}

/** A smaller text is written as it is, together with the headers. */
const largeBytes = 64_000;

/** Whether a part of an answer is still in this process. */
function isUnsent({ socket }: ServerResponse): boolean {
  // Without a socket it waits for the answers to the requests before it.
  return socket === null || socket.writableLength > 0;
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
