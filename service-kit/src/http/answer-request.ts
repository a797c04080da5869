import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpHandler, HttpReply, HttpRequest } from './http-handler.ts';
import { refusalReply } from './refusal-reply.ts';
import { awaitsBody } from './reply-head.ts';
import { type SendOptions, sendReply } from './send-reply.ts';

/** Settings and state of a server that affect each answer. */
export interface AnswerOptions extends Omit<SendOptions, 'close'> {
  readonly findHandler: (request: HttpRequest, incoming: IncomingMessage) => HttpHandler;
  /** Returns true once the server accepts no connections. Each answer then closes its connection. */
  readonly isPortClosed: () => boolean;
}

/** Answers a request. Never rejects: a failure to answer one request must not end the process. */
export async function answerRequest(
  request: HttpRequest,
  outgoing: ServerResponse,
  options: AnswerOptions,
): Promise<void> {
  const startedAt = performance.now();
  const reply = await Promise.resolve()
    .then(() => options.findHandler(request, outgoing.req)(request))
    .catch((error: unknown) => refusalReply(error, request));
  // By the next turn, a body that arrived with the headers is parsed. Refusing it does not need to close the
  // connection.
  if (awaitsBody(outgoing.req)) await nextTurn();
  const status = send(request, reply, outgoing, options);
  const ms = Math.round(performance.now() - startedAt);
  const level = request.path === '/health' || request.path === '/ready' ? 'debug' : 'info';
  request.log[level]({ method: request.method, path: request.path, status, ms }, 'answered');
}

/** Sends an answer, or a masked error if that fails. Returns the status sent. */
function send(
  request: HttpRequest,
  reply: HttpReply,
  outgoing: ServerResponse,
  options: AnswerOptions,
): number {
  // Reads the state late: a request from before the stop must not keep its connection, and so the stop, open.
  const sending = { ...options, close: options.isPortClosed() };
  try {
    return sendReply(request, reply, outgoing, sending);
  } catch (error) {
    const masked = refusalReply(error, request);
    if (outgoing.headersSent) outgoing.destroy();
    else sendReply(request, masked, outgoing, { ...sending, replyHeaders: () => ({}) });
    return masked.status;
  }
}
