import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { listen } from '../processes/listen.ts';
import { readBody } from '../processes/read-body.ts';

/**
 * Serves an Apollo Server over node:http without a framework, so that what is compared is the gateways and not the
 * server around them. Answers the port.
 */
export async function serveApollo(apollo: ApolloServer): Promise<number> {
  await apollo.start();
  const server = createServer((request, response) => {
    answer(apollo, request, response).catch((error: unknown) => response.destroy(toError(error)));
  });
  server.keepAliveTimeout = 120_000;
  return listen(server);
}

async function answer(
  apollo: ApolloServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? '',
      headers: readHeaders(request),
      search: '',
      body: JSON.parse(await readBody(request)),
    },
    context: async () => ({}),
  });
  if (body.kind !== 'complete') throw new Error(`Bench answers are complete; received ${body.kind}`);
  // Apollo names no length, and a chunked answer costs Node a writev of its pieces: 0.06 ms a request more.
  response.writeHead(status ?? 200, {
    ...Object.fromEntries(headers),
    'content-length': Buffer.byteLength(body.string),
  });
  response.end(body.string);
}

function readHeaders(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === 'string') headers.set(name, value);
  return headers;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
