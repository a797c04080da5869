import { createServer } from 'node:http';
import { subgraphsOf } from '@supergraph/engine';
import { parse } from 'graphql';
import { Pool } from 'undici';
import { listen } from '../processes/listen.ts';
import { readBody } from '../processes/read-body.ts';

/**
 * Serves the least that any gateway on Node does for a query of one subgraph: reads the request, sends it to the
 * subgraph with undici, and sends its answer. It parses and checks nothing.
 */
export async function serveBare(supergraphSdl: string): Promise<number> {
  const url = subgraphsOf(parse(supergraphSdl)).find(({ name }) => name === 'users')?.url;
  if (url === undefined) throw new Error('The bench has a subgraph "users"');
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections: 16 });
  const headers = { 'content-type': 'application/json' };
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const chunks: Buffer[] = [];
    pool.dispatch(
      { method: 'POST', path, headers, body },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd() {
          const answer = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
          response.writeHead(200, { ...headers, 'content-length': answer?.length ?? 0 }).end(answer);
        },
        onResponseError: (_, error) => response.destroy(error),
      },
    );
  });
  server.keepAliveTimeout = 120_000;
  return listen(server);
}
