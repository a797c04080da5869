import type { HttpRequest } from '../http/http-handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { Lifetime } from '../lifetime.ts';

/**
 * Returns how long the gateway waits for the answer: until it closes the connection, or for `x-deadline-ms`
 * milliseconds. Throws HttpProblem 400 if that header is malformed.
 */
export function readLifetime({ headers, signal }: HttpRequest): Lifetime {
  const header = headers['x-deadline-ms'];
  if (header === undefined) return { signal, deadline: undefined };
  if (!/^\d{1,9}$/.test(header)) {
    const message = `The header X-Deadline-Ms must be milliseconds, but is ${JSON.stringify(header)}.`;
    throw new HttpProblem(400, 'BAD_REQUEST', message);
  }
  return { signal, deadline: performance.now() + Number(header) };
}
