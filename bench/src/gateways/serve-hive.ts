import { createServer } from 'node:http';
import { isRecord } from '../processes/is-record.ts';
import { listen } from '../processes/listen.ts';

const peer = new URL('../../peers/hive-gateway.mjs', import.meta.url);

/**
 * Serves Hive Gateway with its native planner and executor, on node:http as its own command does, without sharing of
 * requests in flight. The import path is computed, since its types exist only once the peers are installed.
 */
export async function serveHive(
  supergraphSdl: string,
  transport: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const module: unknown = await import(peer.href);
  if (!isRecord(module) || typeof module.createHiveListener !== 'function')
    throw new Error(`${peer.pathname} must export createHiveListener`);
  const listener: unknown = await module.createHiveListener(supergraphSdl, transport);
  if (typeof listener !== 'function')
    throw new Error(`A listener must be a function; received ${typeof listener}`);
  const server = createServer((request, response) => listener(request, response));
  server.keepAliveTimeout = 120_000;
  return listen(server);
}
