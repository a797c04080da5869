import { createServer, type RequestListener } from 'node:http';
import { listen } from '../http/listen.ts';

/** Media type of the Prometheus text format. */
const textFormat = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Starts the server of `/metrics`. It is apart from the service's own, so that load, limits and clients of the service do
 * not affect it. Returns the function that stops it.
 */
export async function startMetricsServer(options: {
  readonly host: string;
  readonly port: number;
  /** True if another process may hold the port for some seconds more. */
  readonly replaces: boolean;
  /** Returns the metrics in the Prometheus text format. */
  readonly collect: () => Promise<string>;
}): Promise<() => Promise<void>> {
  const answer: RequestListener = (request, response) => {
    const end = (status: number, body: string): void => {
      response.writeHead(status, { 'content-type': textFormat }).end(body);
    };
    const [path] = (request.url ?? '').split('?', 1);
    if (path !== '/metrics') return end(404, 'Not found. The metrics are at /metrics.\n');
    if (request.method !== 'GET') return end(405, 'Use GET.\n');
    options.collect().then(
      (text) => end(200, text),
      () => end(500, 'The metrics could not be collected.\n'),
    );
  };
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, answer);
  server.maxConnections = maxConnections;
  const { host, port, replaces } = options;
  await listen(server, { host, port, portVariable: 'METRICS_PORT', ...(replaces && { beforeListen }) });
  server.unref();
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

/** Makes `listen` wait for the port. */
const beforeListen = async (): Promise<void> => {};

/** A few Prometheus servers, and a person with curl. */
const maxConnections = 20;
