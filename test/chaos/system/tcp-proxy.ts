import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Behaviour of a proxy. `hold` is a network that loses everything; `lie` answers instead of the server. */
export type ProxyMode =
  | { readonly kind: 'pass' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'lie'; readonly write: (client: Socket) => void };

/** Proxy for TCP connections that can fail in several ways. */
export interface TcpProxy {
  readonly port: number;
  /** Sends new connections to this port. Open connections stay. */
  readonly redirect: (targetPort: number) => void;
  /** Sets the behaviour, also for open connections. */
  readonly behave: (mode: ProxyMode) => void;
  readonly stop: () => Promise<void>;
}

/** Starts a proxy to a port of the loopback address. It forwards everything until `behave` is called. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let mode: ProxyMode = { kind: 'pass' };
  let target = targetPort;
  const sockets = new Set<Socket>();
  const held = new Set<() => void>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const pass = (from: Socket, to: Socket, chunk: Buffer, isToServer: boolean): void => {
    const forward = (): void => {
      if (!to.destroyed) to.write(chunk);
    };
    passChunk(mode, { from, chunk, isToServer, forward, hold: () => held.add(forward) });
  };
  const server = createServer((client) => {
    keep(client);
    if (mode.kind === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const upstream = keep(connect(target, '127.0.0.1'));
    client.on('data', (chunk: Buffer) => pass(client, upstream, chunk, true));
    upstream.on('data', (chunk: Buffer) => pass(upstream, client, chunk, false));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no TCP address');
  return {
    port: address.port,
    redirect(nextPort) {
      target = nextPort;
    },
    behave(next) {
      mode = next;
      if (next.kind === 'refuse') for (const socket of sockets) socket.resetAndDestroy();
      if (next.kind === 'pass') for (const release of held) release();
      held.clear();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Data that has arrived at the proxy, and the ways to handle it. */
interface Chunk {
  readonly from: Socket;
  readonly chunk: Buffer;
  readonly isToServer: boolean;
  readonly forward: () => void;
  /** Keeps the data until the proxy forwards again. */
  readonly hold: () => void;
}

function passChunk(mode: ProxyMode, { from, chunk, isToServer, forward, hold }: Chunk): void {
  switch (mode.kind) {
    case 'pass':
      forward();
      return;
    case 'refuse':
      from.destroy();
      return;
    case 'hold':
      hold();
      return;
    case 'delay':
      if (isToServer) setTimeout(forward, mode.ms);
      else forward();
      return;
    case 'lie':
      // A request may arrive in several chunks. Only the one with the request line is answered.
      if (isToServer && chunk.toString('latin1', 0, 5) === 'POST ') mode.write(from);
      return;
    default:
      mode satisfies never;
  }
}
