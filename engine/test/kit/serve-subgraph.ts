import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { graphql } from 'graphql';
import { createSubgraphSchema, type SubgraphDefinition } from './subgraph-definition.ts';

/** A request as received over HTTP. */
export interface RecordedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Handler that answers instead of the subgraph, with node:http. */
export type Interception = (request: RecordedRequest, response: ServerResponse) => void;

/** A subgraph that listens on a free loopback port. */
export interface ServedSubgraph {
  readonly url: string;
  /** All requests so far, in order of arrival. Tests may empty the list. */
  readonly requests: RecordedRequest[];
  /** Number of open connections, and of all connections so far. */
  readonly connections: { readonly open: number; readonly ever: number };
  /** Answers all later requests with `interception`. */
  intercept(interception: Interception): void;
  /** Clears the recorded requests, and removes the interception. */
  reset(): void;
  stop(): Promise<void>;
}

/** Serves the definition's schema over real HTTP. */
export async function serveSubgraph(definition: SubgraphDefinition): Promise<ServedSubgraph> {
  const schema = createSubgraphSchema(definition);
  const requests: RecordedRequest[] = [];
  let intercept: Interception | undefined;
  // A connection stays open however long a test takes between two requests.
  const server = createServer({ keepAliveTimeout: 600_000 }, async (incoming, response) => {
    const request = await readRequest(incoming);
    requests.push(request);
    if (intercept !== undefined) return intercept(request, response);
    const answer = await graphql({ schema, source: request.query, variableValues: request.variables });
    const headers = { 'content-type': 'application/json', ...definition.headersOf?.(request.query) };
    response.writeHead(200, headers).end(JSON.stringify(answer));
  });
  const connections = { open: 0, ever: 0 };
  server.on('connection', (socket) => {
    connections.open += 1;
    connections.ever += 1;
    socket.once('close', () => {
      connections.open -= 1;
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The subgraph has no TCP port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requests,
    connections,
    intercept: (interception) => {
      intercept = interception;
    },
    reset: () => {
      intercept = undefined;
      requests.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const { query = '', variables = {} } = text === '' ? {} : JSON.parse(text);
  return { headers: incoming.headers, query, variables };
}
