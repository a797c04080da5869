import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Audit, AuditFamily } from '../audit.ts';
import { auditExchange, post } from '../wire/exchange.ts';
import { auditRawExchange, writeRequest } from '../wire/raw-exchange.ts';

const good = '{"query":"{ __typename }"}';
const json = { 'content-type': 'application/json' };
/** Expands to about a million bytes of spaces per kilobyte sent. */
const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));

const refused = (id: string, sends: string, body: string | Buffer, code = 'BAD_REQUEST'): Audit =>
  auditExchange({ id, sends, request: { headers: json, body }, status: 400, code });

const compressed = (id: string, coding: string, body: Buffer): Audit =>
  auditExchange({
    id,
    sends: `a body in ${coding}`,
    request: { headers: { ...json, 'content-encoding': coding }, body },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  });

const method = (name: string, status: number | readonly number[]): Audit =>
  auditExchange({
    id: `method-${name.toLowerCase()}`,
    sends: `the method ${name}`,
    // With a Content-Length, which Node's client omits for some methods.
    request: { method: name, headers: { ...json, 'content-length': '2' }, body: '{}' },
    status,
  });

/** Audits of bodies, sizes, encodings and methods that HTTP allows but clients do not need. */
export const httpFormAudits: AuditFamily = {
  name: 'http forms',
  audits: [
    auditExchange({
      id: 'body-of-2-mb',
      sends: 'a body of 2 MB',
      request: post(good.padEnd(2_000_000)),
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
    }),
    auditExchange({
      id: 'body-of-2-mb-in-chunks',
      sends: 'a body of 2 MB in chunks',
      request: { headers: json, body: Array.from({ length: 20 }, () => Buffer.alloc(100_000, ' ')) },
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
    }),
    auditExchange({
      id: 'body-in-bytes',
      sends: 'a body in 5,000 chunks of a byte',
      request: {
        headers: json,
        body: [...Array.from({ length: 5_000 }, () => Buffer.from(' ')), Buffer.from(good)],
      },
      status: 200,
    }),
    auditExchange({
      id: 'body-without-token',
      sends: 'a body of 2 MB without a token',
      as: 'nobody',
      request: post(good.padEnd(2_000_000)),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
    compressed('gzip', 'gzip', gzipSync(good)),
    compressed('gzip-bomb', 'gzip', bomb),
    compressed('gzip-twice', 'gzip, gzip', gzipSync(gzipSync(good))),
    compressed('brotli', 'br', brotliCompressSync(good)),
    compressed('deflate', 'deflate', deflateSync(good)),
    compressed('unknown-coding', 'magic', Buffer.from(good)),
    auditExchange({
      id: 'gzip-unannounced',
      sends: 'a gzip bomb without Content-Encoding',
      request: { headers: json, body: bomb.subarray(0, 40_000) },
      status: 400,
      code: 'BAD_REQUEST',
    }),
    refused(
      'invalid-utf-8',
      'bytes that are not UTF-8',
      Buffer.from('{"query":"{ __typename }\xff\xfe"}', 'latin1'),
    ),
    refused(
      'overlong-utf-8',
      'a quote in two bytes',
      Buffer.from('{"query":"{ __typename }\xc0\xa2"}', 'latin1'),
    ),
    refused('utf-16', 'UTF-16', Buffer.from(good, 'utf16le')),
    auditExchange({
      id: 'charset',
      sends: 'an unusual charset',
      request: { headers: { 'content-type': 'application/json; charset=utf-7' }, body: good },
      status: [200, 415],
    }),
    refused('not-json', 'a body that is not JSON', '{"query": "{ __typename }"'),
    refused('json-with-comments', 'JSON with a comment', '{"query": "{ __typename }" /* x */}'),
    refused(
      'infinite-number',
      'a number that JSON does not have',
      '{"query": "{ __typename }", "variables": {"a": NaN}}',
    ),
    refused('empty', 'nothing', ''),
    refused('null', 'null', 'null'),
    refused('text', 'a text', '"{ __typename }"'),
    refused('query-as-number', 'a query that is a number', '{"query": 7}'),
    refused(
      'operation-name-as-object',
      'an operation name that is an object',
      '{"query": "{ __typename }", "operationName": {}}',
    ),
    refused(
      'extensions-as-text',
      'extensions that are a string',
      '{"query": "{ __typename }", "extensions": "x"}',
    ),
    auditExchange({
      id: 'duplicate-keys',
      sends: 'the query twice in one object',
      request: post('{"query": "{ nothing }", "query": "{ __typename }"}'),
      status: 200,
    }),
    auditExchange({
      id: 'batch',
      sends: 'a list of operations',
      request: post(`[${good},${good}]`),
      status: 400,
      code: 'BATCHING_NOT_ENABLED',
    }),
    auditExchange({
      id: 'batch-of-one',
      sends: 'a list of one operation',
      request: post(`[${good}]`),
      status: 400,
      code: 'BATCHING_NOT_ENABLED',
    }),
    auditExchange({
      id: 'batch-too-large',
      sends: 'a list of 100 operations where 3 are allowed',
      to: 'enforcing',
      request: post(`[${Array.from({ length: 100 }, () => good).join()}]`),
      status: 400,
      code: 'BATCH_LIMIT_EXCEEDED',
    }),
    auditExchange({
      id: 'batch-empty',
      sends: 'an empty list',
      request: post('[]'),
      status: 400,
      code: 'BATCHING_NOT_ENABLED',
    }),
    ...['PUT', 'DELETE', 'PATCH', 'TRACE', 'OPTIONS', 'HEAD', 'PROPFIND', 'PURGE', 'QUERY'].map((name) =>
      method(name, 405),
    ),
    auditExchange({
      id: 'method-override',
      sends: 'a GET request with a method override to POST',
      request: {
        method: 'GET',
        path: '/graphql?_method=POST&query=mutation{__typename}',
        headers: { 'x-http-method-override': 'POST', 'apollo-require-preflight': 'x' },
      },
      status: 405,
    }),
    auditRawExchange({
      id: 'refused-body-lingers',
      sends: 'a complete body of 2 MB, and reads only afterwards',
      bytes: (token) =>
        writeRequest(
          'POST /graphql HTTP/1.1',
          [
            'host: x',
            `authorization: Bearer ${token}`,
            'content-type: application/json',
            'content-length: 2000000',
          ],
          ' '.repeat(2_000_000),
        ),
      statuses: [[413]],
    }),
    auditExchange({
      id: 'charset-utf-16le',
      sends: 'a charset other than UTF-8',
      request: { headers: { 'content-type': 'application/json; charset=utf-16le' }, body: good },
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    }),
    auditExchange({
      id: 'tab-in-content-type',
      sends: 'a content type with a tab',
      request: { headers: { 'content-type': 'application/json\t; charset=utf-8' }, body: good },
      status: 200,
    }),
    auditExchange({
      id: 'identity-in-capitals',
      sends: 'the coding Identity',
      request: { headers: { ...json, 'content-encoding': 'Identity' }, body: good },
      status: 200,
    }),
    auditRawExchange({
      id: 'unknown-method',
      sends: 'a method that HTTP does not have',
      bytes: () => writeRequest('HACK /graphql HTTP/1.1', ['host: x']),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'method-in-small-letters',
      sends: 'a method in lower case',
      bytes: () => writeRequest('post /graphql HTTP/1.1', ['host: x']),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'long-url',
      sends: 'a URL of 100 KB',
      bytes: () => writeRequest(`GET /graphql?query=${'a'.repeat(100_000)} HTTP/1.1`, ['host: x']),
      statuses: [[431], [414], []],
    }),
    auditRawExchange({
      id: 'long-header',
      sends: 'a header of 100 KB',
      bytes: () => writeRequest('GET /health HTTP/1.1', ['host: x', `x-a: ${'a'.repeat(100_000)}`]),
      statuses: [[431], []],
    }),
    auditRawExchange({
      id: 'many-headers',
      sends: '5,000 headers',
      bytes: () =>
        writeRequest('GET /health HTTP/1.1', [
          'host: x',
          ...Array.from({ length: 5_000 }, (_, n) => `x-${n}: a`),
        ]),
      statuses: [[431], []],
    }),
    auditRawExchange({
      id: 'many-small-headers',
      sends: '1,990 headers in 16 KB',
      bytes: () =>
        writeRequest('GET /health HTTP/1.1', [
          'host: x',
          ...Array.from({ length: 1_990 }, () => 'x: a'),
          'connection: close',
        ]),
      statuses: [[200], [431]],
    }),
    auditExchange({
      id: 'encoded-path',
      sends: 'the percent-encoded path of the graph',
      request: { ...post(good), path: '/%67raphql' },
      status: 404,
      code: 'NOT_FOUND',
    }),
    auditExchange({
      id: 'multipart-answer',
      sends: 'Accept for a multipart answer without a format of parts',
      request: post({ query: '{ me { id ... @defer { name } } }' }, { accept: 'multipart/mixed' }),
      status: 406,
      code: 'BAD_REQUEST',
    }),
    auditExchange({
      id: 'unknown-accept',
      sends: 'Accept for an image',
      request: post(good, { accept: 'image/png' }),
      status: [200, 406],
    }),
  ],
};
