import { promisify } from 'node:util';
import { type BrotliOptions, brotliDecompress, gunzip, type ZlibOptions } from 'node:zlib';
import type { HttpAnswer } from './http-exchange.ts';
import type { SubgraphAnswer } from './subgraph.ts';
import { SubgraphError, type SubgraphFailureKind } from './subgraph-error.ts';

/**
 * Reads a GraphQL response from an HTTP answer. With an error status, a body is GraphQL if its media type says so
 * (GraphQL over HTTP, section 6), or if it is JSON with status 400. Any other body may come from a proxy before the
 * subgraph and is not for clients. A compressed body is decompressed up to `maxBytes`.
 */
export function readGraphQLAnswer(
  name: string,
  answer: HttpAnswer,
  { maxBytes, ownCredentials }: { readonly maxBytes: number; readonly ownCredentials: boolean },
): SubgraphAnswer | Promise<SubgraphAnswer> {
  if (ownCredentials && (answer.status === 401 || answer.status === 407)) {
    const message = `${name} answered ${answer.status}: it does not accept the credentials of this gateway`;
    throw new SubgraphError('GATEWAY_REFUSED', message);
  }
  if (!mayBeGraphQL(answer)) {
    throw new SubgraphError('SUBREQUEST_HTTP_ERROR', `${name} answered ${answer.status}`, {
      kind: kindOf(answer),
      retryAfterMs: readRetryAfter(answer.headers['retry-after']),
    });
  }
  const coding = readCoding(answer.headers['content-encoding']);
  if (coding === undefined) return readBody(name, answer, answer.body);
  return decompress(name, coding, answer.body, maxBytes).then((body) => readBody(name, answer, body));
}

/** Returns the codings of a body, or undefined if there are none. `identity` and empty list elements are ignored. */
function readCoding(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const codings = header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim());
  const applied = codings.filter((coding) => coding !== '' && coding !== 'identity');
  return applied.length === 0 ? undefined : applied.join(', ');
}

function mayBeGraphQL({ status, headers }: HttpAnswer): boolean {
  if ((status >= 200 && status < 300) || status === 400) return true;
  return String(headers['content-type']).startsWith('application/graphql-response+json');
}

/**
 * Returns the kind of a failure by its status. With 502, 503 and 504 a server or proxy says that a retry may succeed.
 */
function kindOf({ status }: HttpAnswer): SubgraphFailureKind {
  if (status === 502 || status === 503 || status === 504) return 'broken';
  return status >= 500 ? 'lying' : 'refused';
}

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  br: promisify<Buffer, BrotliOptions, Buffer>(brotliDecompress),
};

type Decoder = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

async function decompress(
  name: string,
  coding: string,
  body: Buffer,
  maxOutputLength: number,
): Promise<Buffer> {
  const decoder = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
  if (decoder === undefined) {
    throw new SubgraphError(
      'SUBREQUEST_HTTP_ERROR',
      `${name} answered in a coding that was not accepted: ${coding}`,
    );
  }
  try {
    return await decoder(body, { maxOutputLength });
  } catch (cause) {
    throw new SubgraphError(
      'SUBREQUEST_HTTP_ERROR',
      `${name} answered with ${coding} that is damaged or too large`,
      { cause },
    );
  }
}

function readBody(name: string, http: HttpAnswer, bytes: Buffer): SubgraphAnswer {
  const { status } = http;
  const code = status >= 200 && status < 300 ? 'SUBREQUEST_MALFORMED_RESPONSE' : 'SUBREQUEST_HTTP_ERROR';
  const kind = status === 400 ? 'refused' : 'lying';
  let body: unknown;
  try {
    body = JSON.parse(readText(bytes));
  } catch (cause) {
    throw new SubgraphError(code, `${name} answered ${status} without JSON`, { cause, kind });
  }
  if (isGraphQL(body)) {
    if (kindOf(http) === 'broken' && !('data' in body)) throw refusal(name, http, body);
    return body;
  }
  throw new SubgraphError(code, `${name} answered ${status} with JSON that is not GraphQL`, { kind });
}

/** Returns the text of a body without a byte order mark, which is no part of the text (RFC 8259, 8.1). */
function readText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * Creates the error of a request that the subgraph did not execute, so it may be retried. Clients receive the
 * subgraph's message and code.
 */
function refusal(name: string, { status, headers }: HttpAnswer, { errors }: SubgraphAnswer): SubgraphError {
  const [error]: readonly unknown[] = Array.isArray(errors) ? errors : [];
  const { message, extensions }: { message?: unknown; extensions?: unknown } = Object(error);
  const { code }: { code?: unknown } = Object(extensions);
  return new SubgraphError('SUBREQUEST_HTTP_ERROR', `${name} answered ${status}`, {
    kind: 'broken',
    retryAfterMs: readRetryAfter(headers['retry-after']),
    ...(typeof message === 'string' && typeof code === 'string' && { forClients: { message, code } }),
  });
}

function isGraphQL(body: unknown): body is SubgraphAnswer {
  return typeof body === 'object' && body !== null && ('data' in body || 'errors' in body);
}

/**
 * Reads `Retry-After` (RFC 9110, section 10.2.3) as milliseconds from now. Returns undefined if absent or malformed.
 */
function readRetryAfter(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
