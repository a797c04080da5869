import cluster from 'node:cluster';
import { once } from 'node:events';
import {
  type AddressInfo,
  createServer,
  type ListenOptions as NetListenOptions,
  type Server,
} from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
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
  let deadline = performance.now() + (beforeListen === undefined ? 0 : portMilliseconds);
  if (beforeListen !== undefined && cluster.isWorker) {
    // A worker cannot try again with a server that failed to share the port, so it waits with another one.
    await keepTrying(() => probe(host, port), deadline);
    deadline = 0;
  }
  const code = await keepTrying(() => tryListening(server, { host, port }), deadline);
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

/** Repeats an attempt to listen until the port is free or the time is over. Returns the code of the last error, if any. */
async function keepTrying(
  attempt: () => Promise<string | undefined>,
  deadline: number,
): Promise<string | undefined> {
  let code = await attempt();
  while (code === 'EADDRINUSE' && performance.now() < deadline) {
    // Short, since clients are refused once the replaced process closes the port.
    await sleep(2);
    code = await attempt();
  }
  return code;
}

/** Listens for a moment, without sharing the port. Returns the code of the error, or undefined if the port is free. */
async function probe(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  const code = await tryListening(server, { host, port, exclusive: true });
  if (code === undefined) await promisify(server.close.bind(server))();
  return code;
}

/** Returns the code of the error, or undefined if the server listens. */
async function tryListening(server: Server, address: NetListenOptions): Promise<string | undefined> {
  const listening = once(server, 'listening');
  server.listen(address);
  try {
    await listening;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}
