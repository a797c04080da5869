import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type pg from 'pg';

/**
 * Asks the server to cancel what a connection runs (PostgreSQL's CancelRequest, over a connection of its own, encrypted
 * where the other one is). When it resolves the server has passed it on; it rejects where it has not after `timeoutMs`.
 */
export async function cancelStatement(client: pg.PoolClient, timeoutMs: number): Promise<void> {
  const { host, port, ssl } = client;
  const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await once(socket, 'connect', { signal });
    const stream = ssl ? await encrypt(socket, host, ssl, signal) : socket;
    stream.end(message(cancelRequest, ...backendKey(client)));
    await once(stream.resume(), 'close', { signal });
  } finally {
    socket.destroy();
  }
}

const [sslRequest, cancelRequest] = [80_877_103, 80_877_102];

/** Length, code and arguments, each four bytes in network order. */
function message(...integers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + integers.length * 4);
  [bytes.length, ...integers].forEach((integer, index) => void bytes.writeInt32BE(integer, index * 4));
  return bytes;
}

/** What the server gave the connection when it was opened; pg keeps it but does not name it in its types. */
function backendKey(client: object): readonly number[] {
  return ['processID', 'secretKey'].map((name) => {
    const value: unknown = Reflect.get(client, name);
    if (typeof value !== 'number') throw new Error(`a connection to PostgreSQL must have a ${name}`);
    return value;
  });
}

async function encrypt(
  socket: Socket,
  host: string,
  ssl: NonNullable<pg.ClientConfig['ssl']>,
  signal: AbortSignal,
): Promise<Socket> {
  socket.write(message(sslRequest));
  const [reply] = await once(socket, 'data', { signal });
  if (String(reply) !== 'S') throw new Error('the server does not speak TLS');
  const stream = connectTls({ socket, host, ...(typeof ssl === 'object' && ssl) });
  await once(stream, 'secureConnect', { signal });
  return stream;
}
