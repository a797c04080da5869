import { type Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';

/** Open connections of a server, and their unfinished answers. */
export interface Connections {
  /** Counts a request until its answer is flushed or its connection is closed. */
  readonly add: (outgoing: ServerResponse, socket: Socket) => void;
  /** Counts an upgraded connection as one request until it is closed. */
  readonly addUpgraded: (socket: Socket) => void;
  /** Number of requests whose answers are not yet flushed. */
  readonly inFlight: () => number;
  /**
   * Closes the port at a moment when no client connects, and calls `onPortClosed`. Then closes each
   * connection once its answers are flushed, or after `drainMs`. Connections without a request stay open for
   * `idleMs` longer, since a client may have sent one before it noticed the closed port.
   */
  readonly drain: (options: DrainOptions) => Promise<void>;
}

/** Times of draining, in milliseconds. */
export interface DrainOptions {
  readonly drainMs: number;
  readonly idleMs: number;
  /** Time without a new connection after which the port is closed, if that time comes within half a second. */
  readonly quietMs: number;
  readonly onPortClosed: () => void;
}

/**
 * Starts to track the connections of a server. Node's own `server.close()` destroys connections whose answer is not yet
 * flushed, and those whose first request is still in transit.
 */
export function trackConnections(server: Server, log: Log): Connections {
  /** Unflushed answers by connection. For an upgraded connection, the socket itself. */
  const open = new Map<Socket, Set<ServerResponse | Socket>>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    open.set(socket, new Set());
    socket.once('close', () => {
      closeWaiting(open.get(socket));
      open.delete(socket);
    });
  });
  const inFlight = (): number => [...open.values()].reduce((sum, answers) => sum + answers.size, 0);
  const cutOff = (): void => {
    log.warn(
      { connections: open.size, requests: inFlight() },
      'the drain time is over: closing connections with unfinished answers',
    );
    for (const socket of open.keys()) socket.destroy();
  };
  return {
    add(outgoing, socket) {
      const answers = open.get(socket);
      answers?.add(outgoing);
      outgoing.once('close', () => answers?.delete(outgoing));
    },
    addUpgraded(socket) {
      open.get(socket)?.add(socket);
    },
    inFlight,
    async drain({ drainMs, idleMs, quietMs, onPortClosed }) {
      await acceptBacklog(() => accepted, quietMs);
      await acceptBacklog(() => accepted, 0);
      const closed = closePort(server);
      onPortClosed();
      const drainTimeout = setTimeout(cutOff, drainMs);
      const done = new AbortController();
      void closeIdle(open, idleMs, done.signal);
      await closed;
      done.abort();
      clearTimeout(drainTimeout);
      // Stops Node's timer for timeouts, which closePort leaves running for the remaining connections.
      server.close();
    },
  };
}

/**
 * Closes waiting answers. Node emits no `close` for answers that wait for the answers to earlier requests of
 * their connection.
 */
function closeWaiting(answers: Iterable<ServerResponse | Socket> = []): void {
  for (const answer of answers)
    if (answer instanceof ServerResponse && answer.socket === null) {
      answer.destroy();
      answer.emit('close');
    }
}

/**
 * Waits until this process has accepted all connections that the kernel holds, since closing the port resets
 * the others. A turn of the event loop without a new connection shows that none is left. After a short turn,
 * hardly any can have arrived since, and even fewer if none arrived for `quietMs`.
 */
async function acceptBacklog(accepted: () => number, quietMs: number): Promise<void> {
  const end = performance.now() + maxBacklogMs;
  let quietSince = performance.now();
  for (let beganAt = 0; beganAt < end; ) {
    beganAt = performance.now();
    const before = accepted();
    await nextTurn();
    const now = performance.now();
    if (accepted() !== before) quietSince = now;
    else if (now - beganAt < shortTurnMs && now - quietSince >= quietMs) return;
  }
}

/**
 * Limits for a flood of connections, which must not keep the port open. A turn without events takes some microseconds.
 */
const [maxBacklogMs, shortTurnMs] = [500, 0.1];

/** Closes the port. Resolves once the last connection is closed. */
function closePort(server: Server): Promise<void> {
  // Not server.close(): the HTTP version also destroys connections that it considers idle.
  return new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve()));
}

/** Closes, at intervals, the connections that received no part of a request for `idleMs`. */
async function closeIdle(
  open: ReadonlyMap<Socket, ReadonlySet<unknown>>,
  idleMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const before = new Map([...open].map(([socket]) => [socket, socket.bytesRead]));
    await sleep(idleMs, undefined, { ref: false });
    for (const [socket, unflushed] of open)
      if (unflushed.size === 0 && socket.bytesRead === before.get(socket)) socket.destroySoon();
  }
}
