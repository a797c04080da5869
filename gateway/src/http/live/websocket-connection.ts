import type { Server } from 'graphql-ws';
import type { WebSocket } from 'ws';

/** Settings of the connections. Times are milliseconds. */
export interface ConnectionSettings {
  /** Interval of pings. A client that does not answer one before the next is disconnected. */
  readonly heartbeatMs: number;
}

/** Maximum number of bytes that wait for a client that sends messages but does not read. */
const maxBufferedBytes = 1_000_000;

/** Connects a WebSocket to the protocol, and watches whether its client is alive and reads. */
export function openConnection<Extra>(
  socket: WebSocket,
  { heartbeatMs }: ConnectionSettings,
  protocol: Server<Extra>,
  extra: Extra,
): void {
  const isStuck = (): boolean => {
    if (socket.bufferedAmount <= maxBufferedBytes) return false;
    socket.terminate();
    return true;
  };
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) =>
        new Promise((resolve, reject) => {
          if (socket.readyState !== socket.OPEN) return resolve();
          socket.send(data, (error) => (error ? reject(error) : resolve()));
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (read) => {
        socket.on('message', (data) => {
          if (isStuck()) return;
          // A failed write means that the connection is closed.
          read(String(data)).catch(() => socket.terminate());
        });
      },
    },
    extra,
  );
  let isAlive = true;
  const heartbeat = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, heartbeatMs);
  heartbeat.unref();
  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('ping', (data) => {
    if (!isStuck()) socket.pong(data);
  });
  // The event `close` follows.
  socket.on('error', () => {});
  socket.once('close', (code, reason) => {
    clearInterval(heartbeat);
    void closed(code, String(reason));
  });
}
