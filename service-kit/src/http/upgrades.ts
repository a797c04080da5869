import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type AnswerOptions, answerRequest } from './answer-request.ts';
import type { HttpRequest, Upgrade } from './http-handler.ts';
import type { ServerRoutes } from './server-routes.ts';
import type { UnreadReplies } from './unread-replies.ts';

/** Calls `onUpgrade` for each connection that a client wants to upgrade, with a signal that aborts once it is closed. */
export function listenForUpgrades(
  server: Server,
  unread: UnreadReplies,
  onUpgrade: (upgrade: Upgrade, signal: AbortSignal) => void,
): void {
  server.on('upgrade', (incoming, socket, head) => {
    if (!(socket instanceof Socket)) return void socket.destroy();
    // Node has removed its own listener. The event `close` follows.
    socket.on('error', () => {});
    const closed = new AbortController();
    socket.once('close', () => closed.abort());
    onUpgrade({ incoming, socket, head, unread }, closed.signal);
  });
}

/** Passes a connection to the handler of its path. Answers by plain HTTP if the handler refuses it. Never rejects. */
export async function acceptUpgrade(
  request: HttpRequest,
  upgrade: Upgrade,
  options: AnswerOptions & {
    readonly findUpgrade: ServerRoutes['findUpgrade'];
  },
): Promise<void> {
  const { incoming, socket } = upgrade;
  const writtenBefore = socket.bytesWritten;
  const found = options.findUpgrade(incoming);
  // Before 24.9, Node passes all upgrade requests here.
  if (found === undefined) return answerRequest(request, createAnswer(incoming, socket), options);
  try {
    await found.handler(request, upgrade);
    request.log.info({ path: request.path }, 'upgraded');
  } catch (error) {
    if (socket.bytesWritten > writtenBefore) {
      request.log.error({ err: error, path: request.path }, 'an upgraded connection failed');
      socket.destroy();
      return;
    }
    const handler = () => {
      throw error;
    };
    const findHandler = () => ({ route: found.route, handler });
    await answerRequest(request, createAnswer(incoming, socket), { ...options, findHandler });
  }
}

/** Creates the answer on a connection that Node has handed over. It closes the connection. */
function createAnswer(incoming: IncomingMessage, socket: Socket): ServerResponse {
  const outgoing = new ServerResponse(incoming);
  outgoing.shouldKeepAlive = false;
  outgoing.assignSocket(socket);
  outgoing.once('finish', () => socket.destroySoon());
  socket.resume();
  return outgoing;
}
