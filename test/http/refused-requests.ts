import { gzipSync } from 'node:zlib';
import type { WireRequest } from '../graph/http-connection.ts';

/** A request that a service refuses, and the expected refusal. */
export interface RefusedRequest {
  readonly request: WireRequest;
  readonly status: number;
  /** The error code, as a regular expression. */
  readonly code: string;
  /** Code if a limit of the gateway applies first. Subgraphs do not have this limit. */
  readonly gatewayLimit?: string;
}

const json = { 'content-type': 'application/json' };
const good = graphql('{ __typename }');

/** Requests that must not break any service, by problem. */
export const refusedRequests: Readonly<Record<string, RefusedRequest>> = {
  'a body that is not JSON': badRequest('{"query": "{ __typename }"'),
  'a body that is not UTF-8': badRequest(Buffer.from('{"query":"\xff"}', 'latin1')),
  'an empty body': badRequest(''),
  'a body that is a list': limited(badRequest('[1]'), 'BATCHING_NOT_ENABLED'),
  'a body that is null': badRequest('null'),
  'a batch of operations': limited(badRequest(`[${good},${good}]`), 'BATCHING_NOT_ENABLED'),
  'a body without a query': badRequest('{}'),
  'a query that is no text': badRequest('{"query": {"a": 1}}'),
  'variables that are no object': badRequest('{"query": "{ __typename }", "variables": 1}'),
  'JSON that nests without end': badRequest(`{"query": "{ __typename }", "variables": ${'['.repeat(50_000)}`),
  'JSON that nests too deeply': badRequest(
    `{"query": "{ __typename }", "variables": {"a": ${'['.repeat(200)}${']'.repeat(200)}}}`,
  ),
  'a compressed body': {
    request: { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(good) },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  'a body of text/plain': unsupported({ 'content-type': 'text/plain' }),
  'a form': unsupported({ 'content-type': 'application/x-www-form-urlencoded' }),
  'a body without a content type': unsupported({}),
  'the method PUT': {
    request: { method: 'PUT', headers: json, body: good },
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
  },
  'the method DELETE': { request: { method: 'DELETE' }, status: 405, code: 'METHOD_NOT_ALLOWED' },
  'a path that is not served': notFound('/graphql/'),
  'a path that climbs': notFound('/graphql/../../etc/passwd'),
  'a query that does not parse': invalid('{', 'GRAPHQL_PARSE_FAILED'),
  'an unknown field': invalid('{ nothing }', 'GRAPHQL_VALIDATION_FAILED'),
  'an operation that the document does not have': {
    request: { headers: json, body: JSON.stringify({ query: 'query A { __typename }', operationName: 'B' }) },
    status: 400,
    code: 'OPERATION_RESOLUTION_FAILURE',
  },
  'several operations and no name': invalid(
    'query A { __typename } query B { __typename }',
    'OPERATION_RESOLUTION_FAILURE',
  ),
  'a query of too many tokens': limited(unparsed(`{${' a: __typename'.repeat(9_000)}}`), 'MAX_TOKENS_LIMIT'),
  'a query that nests without end': limited(unparsed('{a'.repeat(20_000)), 'MAX_NESTING_LIMIT'),
  'a query that nests as deeply as its tokens let it': limited(
    tooDeep(`${'{a'.repeat(3_300)}${'}'.repeat(3_300)}`),
    'MAX_NESTING_LIMIT',
  ),
  'a value that nests as deeply as its tokens let it': limited(
    tooDeep(`{ a(b: ${'['.repeat(4_900)}${']'.repeat(4_900)}) }`),
    'MAX_NESTING_LIMIT',
  ),
  'fragments in a circle': invalid('{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'),
};

function badRequest(body: string | Buffer): RefusedRequest {
  return { request: { headers: json, body }, status: 400, code: 'BAD_REQUEST' };
}

function unsupported(headers: Readonly<Record<string, string>>): RefusedRequest {
  return { request: { headers, body: good }, status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' };
}

function notFound(path: string): RefusedRequest {
  return { request: { path, headers: json, body: good }, status: 404, code: 'NOT_FOUND' };
}

function invalid(query: string, code = 'GRAPHQL_VALIDATION_FAILED'): RefusedRequest {
  return { request: { headers: json, body: graphql(query) }, status: 400, code };
}

function unparsed(query: string): RefusedRequest {
  return invalid(query, 'GRAPHQL_PARSE_FAILED');
}

/**
 * Creates a document that is nested too deeply. Parsing or validation may stop first, depending on the stack
 * size of the compiled code.
 */
function tooDeep(query: string): RefusedRequest {
  return invalid(query, 'GRAPHQL_(PARSE|VALIDATION)_FAILED');
}

function limited(refused: RefusedRequest, gatewayLimit: string): RefusedRequest {
  return { ...refused, gatewayLimit };
}

function graphql(query: string): string {
  return JSON.stringify({ query });
}
