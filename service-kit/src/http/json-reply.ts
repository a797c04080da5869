import { maskedMessage } from '../errors.ts';
import type { HttpRequest, WholeReply } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';

/** Returns an answer with one JSON value. */
export function jsonReply(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): WholeReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/**
 * Returns an error as GraphQL over HTTP defines it, in the media type that the client accepts. Logs and masks
 * everything except HttpProblem.
 */
export function problemReply(error: unknown, { headers: { accept }, log }: HttpRequest): WholeReply {
  const problem =
    error instanceof HttpProblem ? error : new HttpProblem(500, 'INTERNAL_SERVER_ERROR', maskedMessage);
  if (problem !== error) log.error({ err: error }, 'unexpected failure');
  const body = {
    errors: [{ message: problem.message, extensions: { ...problem.details, code: problem.code } }],
  };
  const type = prefersGraphqlType(accept) ? { 'content-type': `${graphqlType}; charset=utf-8` } : {};
  return jsonReply(problem.status, body, { ...type, ...problem.headers });
}

const graphqlType = 'application/graphql-response+json';

/**
 * Returns whether `Accept` prefers the media type of GraphQL: it is named, and application/json neither has a higher
 * weight nor comes first.
 */
function prefersGraphqlType(accept = ''): boolean {
  const named = accept.split(',').map(readMediaRange);
  const weightOf = (type: string): number => named.find((range) => range.type === type)?.weight ?? 0;
  const [weight, other] = [weightOf(graphqlType), weightOf('application/json')];
  if (weight !== other) return weight > other;
  const first = named.find(({ type }) => type === graphqlType || type === 'application/json');
  return weight > 0 && first?.type === graphqlType;
}

/** Reads one media range of `Accept` (RFC 9110, section 12.5.1). */
function readMediaRange(range: string): { readonly type: string; readonly weight: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return { type, weight: weight === undefined ? 1 : Number(weight.slice('q='.length)) };
}
