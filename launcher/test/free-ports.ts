import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Finds this number of different free ports on the loopback address. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => portOf(server.address()));
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Finds the first of this number of successive ports that are free on the loopback address. */
export async function freePortsInARow(count: number): Promise<number> {
  for (;;) {
    const [first = 0] = await freePorts(1);
    const all = Array.from({ length: count }, (_, at) => first + at);
    if ((await Promise.all(all.map(isFree))).every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('A server that listens has a port.');
  return address.port;
}
