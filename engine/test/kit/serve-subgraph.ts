import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { graphql } from 'graphql';
import { createSubgraphSchema, type SubgraphDefinition } from './subgraph-definition.ts';

/** A request as it came over the wire. */
export interface RecordedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Answers instead of the subgraph, by means of node:http. */
export type Interception = (request: RecordedRequest, response: ServerResponse) => void;

/** A subgraph that listens on a free loopback port. */
export interface ServedSubgraph {
  readonly url: string;
  /** All requests so far, in order of arrival. Tests may empty the list. */
  readonly requests: RecordedRequest[];
  /** The connections that are open, and all there ever were. */
  readonly connections: { readonly open: number; readonly ever: number };
  /** Answers every later request with `interception`. */
  intercept(interception: Interception): void;
  /** Forgets the requests, and answers itself again. */
  reset(): void;
  stop(): Promise<void>;
}

/** Serves the definition's schema over real HTTP. */
export async function serveSubgraph(definition: SubgraphDefinition): Promise<ServedSubgraph> {
  const schema = createSubgraphSchema(definition);
  const requests: RecordedRequest[] = [];
  let intercept: Interception | undefined;
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming);
    requests.push(request);
    if (intercept !== undefined) return intercept(request, response);
    const answer = await graphql({ schema, source: request.query, variableValues: request.variables });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
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
