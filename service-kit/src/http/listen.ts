import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../config.ts';
import type { ProcessOverrides } from '../run-process.ts';

/** Address of a server. */
export interface ListenOptions extends ProcessOverrides {
  readonly host: string;
  readonly port: number;
  /** Variable that holds the port, for the message about a busy one. */
  readonly portVariable: string;
}

/** Time for which a replaced process may keep the port, in milliseconds. */
const portMilliseconds = 10_000;

/** Starts to listen, after `beforeListen`. Throws ConfigError if the port is taken. */
export async function listen(
  server: Server,
  { host, port, portVariable, beforeListen }: ListenOptions,
): Promise<void> {
  await beforeListen?.();
  const deadline = performance.now() + (beforeListen === undefined ? 0 : portMilliseconds);
  let code = await tryListening(server, host, port);
  while (code === 'EADDRINUSE' && performance.now() < deadline) {
    // Short, since clients are refused once the replaced process closes the port.
    await sleep(2);
    code = await tryListening(server, host, port);
  }
  if (code === 'EADDRINUSE')
    throw new ConfigError([`${portVariable}: port ${port} is already in use on ${host}`]);
  if (code !== undefined)
    throw new ConfigError([`HOST or ${portVariable}: cannot listen on ${host}:${port} (${code})`]);
}

/** Returns the URL of a listening server. */
export function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Returns the code of the error, or undefined if the server listens. */
async function tryListening(server: Server, host: string, port: number): Promise<string | undefined> {
  const listening = once(server, 'listening');
  server.listen(port, host);
  try {
    await listening;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}
