import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpReply, HttpRequest } from './http-handler.ts';
import { type HttpTelemetry, isProbe } from './http-telemetry.ts';
import { refusalReply } from './refusal-reply.ts';
import { awaitsBody } from './reply-head.ts';
import { type SendOptions, sendReply } from './send-reply.ts';
import type { ServerRoutes } from './server-routes.ts';

/** Settings and state of a server that affect each answer. */
export interface AnswerOptions extends Omit<SendOptions, 'close'> {
  readonly findHandler: ServerRoutes['findHandler'];
  readonly onAnswer: HttpTelemetry['answered'];
  /** Share of the successful requests that are logged. */
  readonly logSuccessPercent: number;
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
  const { route, handler } = options.findHandler(request, outgoing.req);
  const reply = await Promise.resolve()
    .then(() => handler(request))
    .catch((error: unknown) => refusalReply(error, request));
  // By the next turn, a body that arrived with the headers is parsed. Refusing it does not need to close the
  // connection.
  if (awaitsBody(outgoing.req)) await nextTurn();
  const status = send(request, reply, outgoing, options);
  const ms = performance.now() - startedAt;
  const { method, path } = request;
  options.onAnswer(request, { route, status, ms });
  if (!isLogged(request, status, options.logSuccessPercent)) return;
  const level = isProbe(path) || request.record.isRoutine ? 'debug' : 'info';
  request.log[level]({ method, path, status, ms: Math.round(ms), ...request.record.describe() }, 'answered');
}

/** Returns whether an answer is logged: every failure, and a share of the successes. */
function isLogged({ record }: HttpRequest, status: number, successPercent: number): boolean {
  if (successPercent === 100 || status >= 400 || !record.isSuccess) return true;
  return Math.random() * 100 < successPercent;
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
