import { maskedMessage } from '../errors.ts';
import type { HttpReply, HttpRequest } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';

/** Returns an answer of one JSON value. */
export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/**
 * Returns a failure in the form of GraphQL over HTTP, in the media type that the client accepts. Logs and masks
 * everything but HttpProblem.
 */
export function problemReply(error: unknown, { headers: { accept }, log }: HttpRequest): HttpReply {
  const problem =
    error instanceof HttpProblem ? error : new HttpProblem(500, 'INTERNAL_SERVER_ERROR', maskedMessage);
  if (problem !== error) log.error({ err: error }, 'unexpected failure');
  const body = {
    errors: [{ message: problem.message, extensions: { ...problem.details, code: problem.code } }],
  };
  const type = accept?.includes(graphqlType) ? { 'content-type': `${graphqlType}; charset=utf-8` } : {};
  return jsonReply(problem.status, body, { ...type, ...problem.headers });
}

const graphqlType = 'application/graphql-response+json';
