import type { OutgoingHttpHeaders } from 'node:http';
import type { Interception } from './serve-subgraph.ts';

/** Creates an interception that sends `body` as JSON for every request. */
export function replyJson(body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): Interception {
  const text = JSON.stringify(body);
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}
