import { createServer } from 'node:http';
import { listen } from '../processes/listen.ts';

/**
 * Serves Hive Gateway with its native planner and the executor made for it, on node:http as its own command does, its
 * sharing of requests in flight off. It is imported by a path computed here, since its types are only there once the
 * peers are installed.
 */
export async function serveHive(supergraphSdl: string): Promise<number> {
  const { createHiveGateway } = await import(new URL('../../peers/hive-gateway.mjs', import.meta.url).href);
  const server = createServer(await createHiveGateway(supergraphSdl));
  server.keepAliveTimeout = 120_000;
  return listen(server);
}
