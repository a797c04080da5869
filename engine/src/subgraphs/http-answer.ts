import { promisify } from 'node:util';
import { type BrotliOptions, brotliDecompress, gunzip, type ZlibOptions } from 'node:zlib';
import type { HttpAnswer } from './http-exchange.ts';
import type { SubgraphAnswer } from './subgraph.ts';
import { SubgraphError } from './subgraph-error.ts';

/**
 * Reads GraphQL from an HTTP answer. With an error status that is a body which says by its media type that it is
 * GraphQL (GraphQL over HTTP, section 6), or a refusal of the request as JSON; any other may come from whatever stands
 * before the subgraph, and is not for clients. A compressed body is read only as far as the cap.
 */
export function readGraphQLAnswer(
  name: string,
  answer: HttpAnswer,
  maxBytes: number,
): SubgraphAnswer | Promise<SubgraphAnswer> {
  if (!mayBeGraphQL(answer)) {
    throw new SubgraphError('SUBREQUEST_HTTP_ERROR', `${name} answered ${answer.status}`);
  }
  const coding = answer.headers['content-encoding'];
  if (coding === undefined || coding === 'identity') return readBody(name, answer.status, answer.body);
  return decompress(name, String(coding).toLowerCase(), answer.body, maxBytes).then((body) =>
    readBody(name, answer.status, body),
  );
}

function mayBeGraphQL({ status, headers }: HttpAnswer): boolean {
  if ((status >= 200 && status < 300) || status === 400) return true;
  return String(headers['content-type']).startsWith('application/graphql-response+json');
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

function readBody(name: string, status: number, bytes: Buffer): SubgraphAnswer {
  const code = status >= 200 && status < 300 ? 'SUBREQUEST_MALFORMED_RESPONSE' : 'SUBREQUEST_HTTP_ERROR';
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new SubgraphError(code, `${name} answered ${status} without JSON`, { cause });
  }
  if (isGraphQL(body)) return body;
  throw new SubgraphError(code, `${name} answered ${status} with JSON that is not GraphQL`);
}

function isGraphQL(body: unknown): body is SubgraphAnswer {
  return typeof body === 'object' && body !== null && ('data' in body || 'errors' in body);
}
