import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Bytes received over a connection. */
export interface RawReply {
  /** All bytes: all answers, one after the other. */
  readonly text: string;
  /** The statuses of the answers. */
  readonly statuses: readonly number[];
  /** Whether the server closed the connection before the time was over. */
  readonly closed: boolean;
}

/** Opens a connection. If it fails, it closes without an error. */
export async function openSocket(origin: string): Promise<Socket> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Writes bytes on a new connection, and reads until the server closes it or the time is over. */
export async function sendRaw(
  origin: string,
  bytes: string | Buffer | readonly (string | Buffer)[],
  { withinMs = 5_000 }: { readonly withinMs?: number } = {},
): Promise<RawReply> {
  const socket = await openSocket(origin);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = waitForClose(socket, withinMs);
  for (const part of [bytes].flat())
    socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
  const closed = await end;
  socket.destroy();
  const text = Buffer.concat(chunks).toString();
  return { text, statuses: statusesIn(text), closed };
}

/** Returns whether the server closes a connection within a time. */
export async function waitForClose(socket: Socket, withinMs: number): Promise<boolean> {
  if (socket.closed) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), withinMs);
  socket.once('close', () => resolve(true));
  socket.resume();
  const closed = await promise;
  clearTimeout(timer);
  return closed;
}

/** Reads the statuses of the answers in a text of HTTP/1.1. Our bodies never quote a status line. */
export function statusesIn(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
