import type { ErrorCode } from '../error-codes.ts';
import { maskedMessage } from '../errors.ts';
import { type Refusal, RefusedError } from '../refusal.ts';
import type { HttpRequest, WholeReply } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { jsonReply } from './json-reply.ts';

/**
 * Returns an error as GraphQL over HTTP defines it, in the media type that the client accepts. Logs and masks
 * everything except refusals.
 */
export function refusalReply(error: unknown, { headers: { accept }, log, record }: HttpRequest): WholeReply {
  const refusal = error instanceof RefusedError ? error.refusal : masked;
  if (refusal === masked) log.error({ err: error }, 'unexpected failure');
  const { message, code } = refusal;
  record.addError(code);
  return jsonReply(
    statusOf(code),
    { errors: [{ message, extensions: { ...extensionsOf(refusal), code } }] },
    {
      'content-type': jsonTypeOf(accept),
      ...headersOf(refusal),
      ...(error instanceof HttpProblem && error.headers),
    },
  );
}

const masked: Refusal = { code: 'INTERNAL_SERVER_ERROR', message: maskedMessage };

/** Returns the status of an answer that refuses a request with this code, including codes of the engine. */
export function statusOf(code: string): number {
  return statuses.get(code) ?? 400;
}

const statuses: ReadonlyMap<string, number> = new Map(
  Object.entries({
    // Apollo Server uses the same statuses: clients then send the text.
    PERSISTED_QUERY_NOT_FOUND: 200,
    PERSISTED_QUERY_NOT_SUPPORTED: 200,
    UNAUTHENTICATED: 401,
    FORBIDDEN: 403,
    NOT_FOUND: 404,
    METHOD_NOT_ALLOWED: 405,
    NOT_ACCEPTABLE: 406,
    PAYLOAD_TOO_LARGE: 413,
    UNSUPPORTED_MEDIA_TYPE: 415,
    REQUEST_RATE_LIMITED: 429,
    SUBSCRIPTION_LIMIT_EXCEEDED: 429,
    INTERNAL_SERVER_ERROR: 500,
    SERVICE_OVERLOADED: 503,
    SERVICE_UNAVAILABLE: 503,
    GATEWAY_TIMEOUT: 504,
  } satisfies Partial<Record<ErrorCode, number>>),
);

/** Returns the entries of `extensions`, except the code. */
export function extensionsOf({ details, retryAfterSeconds }: Refusal): Readonly<Record<string, unknown>> {
  return { ...details, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

/** Returns the headers of an answer that refuses a request. */
export function headersOf({
  code,
  retryAfterSeconds,
  tokenError,
}: Refusal): Readonly<Record<string, string>> {
  return {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(code === 'UNAUTHENTICATED' && {
      'www-authenticate': tokenError === undefined ? 'Bearer' : `Bearer error="${tokenError}"`,
    }),
  };
}

/** Returns the media type of a JSON answer that the client prefers. */
export function jsonTypeOf(accept: string | undefined): string {
  return `${prefersGraphqlType(accept) ? graphqlType : 'application/json'}; charset=utf-8`;
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
