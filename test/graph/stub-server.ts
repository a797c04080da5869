import { createServer, type RequestListener } from 'node:http';

/** A stand-in for a subgraph. */
export interface StubServer {
  readonly url: string;
  /** Number of requests so far. */
  readonly requests: () => number;
  /** Answers all later requests with this listener. */
  readonly behave: (listener: RequestListener) => void;
  /** Answers all later requests with this status and body, by default as JSON. */
  readonly reply: (status: number, body: string, headers?: Readonly<Record<string, string>>) => void;
  readonly stop: () => Promise<void>;
}

/** Starts a stand-in for a subgraph. It answers nothing until `behave` or `reply` is called. */
export async function startStubServer(): Promise<StubServer> {
  let listener: RequestListener = () => {};
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no TCP address');
  const behave = (next: RequestListener): void => {
    listener = next;
  };
  return {
    url: `http://127.0.0.1:${address.port}/graphql`,
    requests: () => requests,
    behave,
    reply: (status, body, headers = {}) =>
      behave((_, response) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
