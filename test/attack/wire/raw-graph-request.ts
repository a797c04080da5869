import { writeRequest } from './raw-exchange.ts';

/** A valid request to the graph, in parts that can be put together wrongly. */
export const graphLine = 'POST /graphql HTTP/1.1';
export const graphBody = '{"query":"{ __typename }"}';

/**
 * A request hidden in the body of another, and the text that comes back if the server reads it as a request.
 */
export const innerRequest = writeRequest('GET /health HTTP/1.1', ['host: x']);
export const innerUnderstood = /"status":"up"/;

/** Returns the Content-Length header of a body. */
export function lengthOf(body: string): string {
  return `content-length: ${body.length}`;
}

/** Returns the headers of a valid request, and the given ones. */
export function graphHeaders(token: string, ...headers: readonly string[]): readonly string[] {
  return ['host: x', 'content-type: application/json', `authorization: Bearer ${token}`, ...headers];
}
