import { GraphQLError, Source } from 'graphql';
import { engineErrorCodes } from '../error-codes.ts';
import type { Refused } from '../refusal.ts';
import type { GatewayRefusal } from './gateway-options.ts';

/** HTTP statuses of the engine's codes, or undefined where Apollo Server's own 400 applies. */
const statuses: ReadonlyMap<string, number | undefined> = new Map([
  ...engineErrorCodes.map((code) => [code, undefined] as const),
  ['GATEWAY_TIMEOUT', 504],
  ['INTERNAL_SERVER_ERROR', 500],
  ['PLANNER_UNAVAILABLE', 503],
  ['UNAUTHORIZED_FIELD_OR_TYPE', 403],
]);

/**
 * Creates the errors of a refused request. The first one sets the HTTP response, by Apollo Server's
 * `extensions.http`. `text` is the client's document.
 */
export function createRefusalErrors({ refusals }: Refused, text: string): readonly GraphQLError[] {
  return refusals.map((refusal, index) => {
    const { message, code, path, positions, details, retryAfterSeconds } = refusal;
    const http = index === 0 ? httpOf(refusal) : undefined;
    const extensions: Readonly<Record<string, unknown>> = {
      ...details,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      code,
      ...(http && { http }),
    };
    const error = new GraphQLError(message, {
      path: path ?? null,
      source: positions ? new Source(text) : null,
      positions: positions ?? null,
      extensions,
    });
    error.stack = `${error.name}: ${message}`;
    return error;
  });
}

function httpOf({ code, status: given, retryAfterSeconds }: GatewayRefusal) {
  const ownStatus = retryAfterSeconds === undefined ? 400 : 429;
  const status = given ?? (statuses.has(code) ? statuses.get(code) : ownStatus);
  if (status === undefined) return undefined;
  const headers = new Map<string, string>();
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  return { status, headers };
}
