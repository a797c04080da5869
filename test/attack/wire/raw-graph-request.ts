import { writeRequest } from './raw-exchange.ts';

/** A good request to the graph, in parts that can be put together wrongly. */
export const graphLine = 'POST /graphql HTTP/1.1';
export const graphBody = '{"query":"{ __typename }"}';

/** A request that hides in the body of another, and what comes back where it is understood as one. */
export const innerRequest = writeRequest('GET /health HTTP/1.1', ['host: x']);
export const innerUnderstood = /"status":"up"/;

/** The header that says how long a body is. */
export function lengthOf(body: string): string {
  return `content-length: ${body.length}`;
}

/** The headers of a good request, and more. */
export function graphHeaders(token: string, ...headers: readonly string[]): readonly string[] {
  return ['host: x', 'content-type: application/json', `authorization: Bearer ${token}`, ...headers];
}
