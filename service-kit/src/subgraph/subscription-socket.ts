import { type WebSocket, WebSocketServer } from 'ws';
import type { HttpRequest, UpgradeHandler } from '../http/http-handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { refusalReply } from '../http/refusal-reply.ts';
import { type GatewayMessage, readGatewayMessage } from './gateway-message.ts';
import type { OpenSubscription } from './start-subscription.ts';
import { heartbeatMs, type SubscriptionRouteOptions } from './subscription-route.ts';
import { createSubscriptionSender, type SubscriptionSender } from './subscription-sender.ts';

/** Subprotocol of a WebSocket that carries many subscriptions with cursors: see docs/live.md. */
const protocol = 'subgraph-subscriptions-1';

/** Subscriptions of one connection. Our gateway opens 500. */
const maxOpen = 1_000;

/** Longest part of a message besides the body of a request. */
const envelopeBytes = 64_000;

/**
 * Creates the handler of WebSockets on which a gateway opens many subscriptions. Each has the headers and the body of a
 * request of its own, so it is authenticated and refused like one.
 */
export function createSubscriptionSocket(options: SubscriptionRouteOptions): UpgradeHandler {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: options.maxBodyBytes + envelopeBytes,
    handleProtocols: () => protocol,
  });
  return async (request, { incoming, socket, head }) => {
    await options.authenticate(request);
    const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
    if (!offered?.includes(protocol))
      throw new HttpProblem('BAD_REQUEST', `The WebSocket must have the subprotocol ${protocol}.`);
    sockets.handleUpgrade(incoming, socket, head, (upgraded) => serveSocket(upgraded, request, options));
  };
}

/** Subscription of a connection, while it starts and while it is open. */
interface Carried {
  readonly ended: AbortController;
  opened: OpenSubscription | undefined;
}

function serveSocket(socket: WebSocket, request: HttpRequest, options: SubscriptionRouteOptions): void {
  const open = new Map<number, Carried>();
  const sender = createSubscriptionSender(socket, readMaxEventBytes(request));
  const end = (id: number): void => {
    const carried = open.get(id);
    open.delete(id);
    sender.forget(id);
    carried?.ended.abort();
    carried?.opened?.end();
  };
  const take = (message: GatewayMessage): void => {
    switch (message.type) {
      case 'subscribe': {
        const { id } = message;
        if (open.has(id) || open.size >= maxOpen)
          throw new TypeError('the id must be new, and not one of too many');
        const carried: Carried = { ended: new AbortController(), opened: undefined };
        open.set(id, carried);
        const own = { ...request, headers: message.headers, signal: carried.ended.signal };
        void carry(message, carried, { request: own, sender, options }).finally(() => end(id));
        break;
      }
      case 'complete':
        end(message.id);
        break;
      case 'taken':
        sender.taken(message.id, message.size);
        break;
      default:
        message satisfies never;
    }
  };
  socket.on('message', (data) => {
    try {
      take(readGatewayMessage(String(data)));
    } catch {
      socket.close(1002, 'The message is malformed.');
    }
  });
  const stopHeartbeat = startHeartbeat(socket, () => {
    for (const [id, { opened }] of open) sender.heartbeat(id, opened?.answers.cursor());
  });
  const leave = (): void => socket.close(1001, 'The subgraph is stopping.');
  request.draining.addEventListener('abort', leave, { once: true });
  if (request.draining.aborted) leave();
  // The event `close` follows.
  socket.on('error', () => {});
  socket.once('close', () => {
    stopHeartbeat();
    request.draining.removeEventListener('abort', leave);
    for (const id of [...open.keys()]) end(id);
  });
}

/** Starts a subscription, and sends its answers until it ends. Never rejects. */
async function carry(
  { id, payload }: GatewayMessage & { readonly type: 'subscribe' },
  carried: Carried,
  context: {
    readonly request: HttpRequest;
    readonly sender: SubscriptionSender;
    readonly options: SubscriptionRouteOptions;
  },
): Promise<void> {
  const { request, sender, options } = context;
  try {
    const viewer = await options.authenticate(request);
    const opened = await options.start(request, viewer, payload);
    carried.opened = opened;
    // The gateway has left in the meantime.
    if (request.signal.aborted) return opened.end();
    sender.heartbeat(id, opened.answers.cursor());
    for await (const answer of opened.answers) {
      const sending = sender.next(id, answer);
      if (sending !== undefined) await sending;
    }
    if (!request.signal.aborted) sender.complete(id);
  } catch (error) {
    if (!request.signal.aborted) sender.refuse(id, refusalReply(error, request));
  }
}

/** Sends pings and calls `beat` at intervals. Disconnects a gateway that has not answered a ping before the next. */
function startHeartbeat(socket: WebSocket, beat: () => void): () => void {
  let isAlive = true;
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
    beat();
  }, heartbeatMs).unref();
  socket.on('pong', () => {
    isAlive = true;
  });
  return () => clearInterval(timer);
}

/** Reads the size of the largest event that the gateway takes. */
function readMaxEventBytes({ headers }: HttpRequest): number {
  const header = headers['x-max-event-bytes'] ?? '';
  return /^\d{1,12}$/.test(header) ? Number(header) : Number.POSITIVE_INFINITY;
}
