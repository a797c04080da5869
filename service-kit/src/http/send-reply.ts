import type { ServerResponse } from 'node:http';
import { type Refusal, RefusedError } from '../refusal.ts';
import type { HttpReply, HttpRequest, WholeReply } from './http-handler.ts';
import { closeLingering } from './lingering-close.ts';
import { refusalReply } from './refusal-reply.ts';
import { awaitsBody, type HeadOptions, writeHead } from './reply-head.ts';
import { sendStream } from './send-stream.ts';
import { compact, type UnreadReplies } from './unread-replies.ts';

/** Options for sending an answer. */
export interface SendOptions extends HeadOptions {
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
  const { body } = reply;
  if (typeof body === 'string' || Buffer.isBuffer(body))
    return sendWhole(request, { ...reply, body }, outgoing, options);
  sendStream(request, { ...reply, body }, outgoing, options);
  return reply.status;
}

function sendWhole(
  request: HttpRequest,
  reply: WholeReply,
  outgoing: ServerResponse,
  options: SendOptions,
): number {
  const { unread } = options;
  const bytes = Buffer.byteLength(reply.body);
  const ownBytes = reply.isShared === true ? 0 : bytes;
  if (unread.makeRoom(ownBytes)) {
    writeWhole(request, { ...reply, bytes }, outgoing, options);
    if (isUnsent(outgoing)) {
      unread.hold(outgoing, ownBytes);
      outgoing.once('close', () => unread.release(outgoing));
    }
    return reply.status;
  }
  const refusal = refusalReply(new RefusedError(tooMuchUnread), request);
  writeWhole(request, { ...refusal, bytes: Buffer.byteLength(refusal.body) }, outgoing, options);
  return refusal.status;
}

const tooMuchUnread: Refusal = {
  code: 'SERVICE_OVERLOADED',
  message: 'Clients have left too many responses unread. Retry after 1 s.',
  retryAfterSeconds: 1,
};

function writeWhole(
  request: HttpRequest,
  reply: WholeReply & { readonly bytes: number },
  outgoing: ServerResponse,
  options: SendOptions,
): void {
  const { req: incoming, socket } = outgoing;
  const lingers = socket !== null && awaitsBody(incoming);
  const close = options.close || lingers;
  writeHead(request, reply, outgoing, { ...options, close, contentLength: reply.bytes });
  const body = request.method === 'HEAD' ? '' : compact(reply.body, reply.bytes);
  if (lingers) {
    // Does not end the answer: Node would then close the connection before the body has arrived.
    if (body.length > 0) outgoing.write(body);
    else outgoing.flushHeaders();
    incoming.once('end', () => socket.destroySoon()).resume();
    closeLingering(socket);
  } else outgoing.end(body);
  // Destroys the answer once the client has read nothing for this long.
  if (isUnsent(outgoing)) outgoing.setTimeout(options.unreadTimeoutMs);
}

/** Returns whether a part of an answer is still in this process. */
function isUnsent({ socket }: ServerResponse): boolean {
  // Without a socket, the answer waits for the answers to earlier requests.
  return socket === null || socket.writableLength > 0;
}
