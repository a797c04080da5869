import type { HTTPGraphQLRequest } from '@apollo/server';

/** Request for one operation, by its text or by its hash. */
export interface Question {
  /** Text of the document, or undefined if the request has its hash instead. */
  readonly text: string | undefined;
  /** SHA-256 of the document's text (automatic persisted queries), or undefined if the request has the text. */
  readonly hash: string | undefined;
  /** Undefined if absent or null. An empty name is another one, which selects no operation. */
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  readonly accept: string;
}

/** Maximum length of a header Accept whose content type is remembered. */
const maxAcceptLength = 1_000;

/**
 * Returns the question of a request in its usual form: POST, one JSON object, and a text or a hash. Returns undefined
 * for any other request, including each that Apollo Server might refuse.
 */
export function readQuestion({ method, headers, body }: HTTPGraphQLRequest): Question | undefined {
  // Apollo Server refuses other media types that a page of another origin can send (CSRF).
  const type = headers.get('content-type');
  if (method !== 'POST' || (type !== 'application/json' && !type?.startsWith('application/json;')))
    return undefined;
  if (!isObject(body)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (!isTextOrAbsent(operationName) || !isObjectOrAbsent(variables) || !isObjectOrAbsent(extensions))
    return undefined;
  const hash = extensions?.persistedQuery ? readHash(extensions.persistedQuery) : undefined;
  const text = typeof query === 'string' && query !== '' ? query : undefined;
  // A text with a hash has to be registered.
  if (
    hash === undefined ? text === undefined || extensions?.persistedQuery : (query ?? undefined) !== undefined
  )
    return undefined;
  const accept = headers.get('accept') ?? '';
  if (accept.length > maxAcceptLength) return undefined;
  return {
    text,
    hash,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
    accept,
  };
}

function readHash(persistedQuery: unknown): string | undefined {
  if (!isObject(persistedQuery) || persistedQuery.version !== 1) return undefined;
  return typeof persistedQuery.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObjectOrAbsent(value: unknown): value is Readonly<Record<string, unknown>> | null | undefined {
  return value === undefined || value === null || isObject(value);
}

function isTextOrAbsent(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}
