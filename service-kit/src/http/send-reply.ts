import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpReply, HttpRequest } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { problemReply } from './json-reply.ts';
import { closeLingering } from './lingering-close.ts';
import type { UnreadReplies } from './unread-replies.ts';

/** Options for sending an answer. */
export interface SendOptions {
  /** Returns headers of every answer of the server. Headers of the answer itself take precedence. */
  readonly replyHeaders: HttpReply['headers'];
  /** True to close the connection after the answer. */
  readonly close: boolean;
  /** Time for which a client may read nothing of the answer, in milliseconds. */
  readonly unreadTimeoutMs: number;
  /** Answers that clients have not read yet. */
  readonly unread: UnreadReplies;
}

/**
 * Sends an answer, or a refusal if clients have left too much unread. Returns the status sent. Throws, with nothing
 * sent, if HTTP does not allow the headers or the status.
 */
export function sendReply(
  request: HttpRequest,
  reply: HttpReply,
  outgoing: ServerResponse,
  options: SendOptions,
): number {
  const bytes = Buffer.byteLength(reply.body);
  // The handler owns the buffer and sends it to all clients.
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
    // These have no body. A zero length would describe the answer that they stand for (RFC 9110, section 8.6).
    ...(reply.status !== 304 && reply.status !== 204 && { 'content-length': reply.bytes }),
    'x-request-id': request.requestId,
    ...((close || lingers) && { connection: 'close' }),
  });
  const body = request.method === 'HEAD' ? '' : bodyOf(reply);
  if (lingers) {
    // Does not end the answer: Node would then close the connection before the body has arrived.
    if (body.length > 0) outgoing.write(body);
    else outgoing.flushHeaders();
    incoming.once('end', () => socket.destroySoon()).resume();
    closeLingering(socket);
  } else outgoing.end(body);
  // Destroys the answer once the client has read nothing for this long.
  if (isUnsent(outgoing)) outgoing.setTimeout(unreadTimeoutMs);
}

/** Returns the body to write. A large text becomes bytes, which take no more memory than is counted for them. */
function bodyOf({ body, bytes }: HttpReply & { readonly bytes: number }): HttpReply['body'] {
  return typeof body === 'string' && bytes > largeBytes ? Buffer.from(body) : body;
}

/** Smaller texts are written as they are, together with the headers. */
const largeBytes = 64_000;

/** Returns whether a part of an answer is still in this process. */
function isUnsent({ socket }: ServerResponse): boolean {
  // Without a socket, the answer waits for the answers to earlier requests.
  return socket === null || socket.writableLength > 0;
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
