import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { listen } from '../processes/listen.ts';
import { readBody } from '../processes/read-body.ts';

/** Function that creates the context of an operation from the body of its request. */
type ContextOf = (body: unknown) => object;

/**
 * Serves an Apollo Server over node:http without a framework, so that the gateways are compared and not the servers
 * around them. Returns the port.
 */
export async function serveApollo(apollo: ApolloServer, contextOf: ContextOf = () => ({})): Promise<number> {
  await apollo.start();
  const server = createServer((request, response) => {
    answer(apollo, request, response, contextOf).catch((error: unknown) => response.destroy(toError(error)));
  });
  server.keepAliveTimeout = 120_000;
  return listen(server);
}

async function answer(
  apollo: ApolloServer,
  request: IncomingMessage,
  response: ServerResponse,
  contextOf: ContextOf,
): Promise<void> {
  const sent: unknown = JSON.parse(await readBody(request));
  const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? '',
      headers: readHeaders(request),
      search: '',
      body: sent,
    },
    context: async () => contextOf(sent),
  });
  if (body.kind !== 'complete') throw new Error(`Bench answers are complete; received ${body.kind}`);
  // Apollo Server sets no Content-Length, and a chunked answer costs 0.06 ms more per request.
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
