import type { WireReply } from '../../graph/http-connection.ts';
import { customer } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import { auditExchange, excerpt, post } from '../wire/exchange.ts';
import { auditRawExchange, writeRequest } from '../wire/raw-exchange.ts';
import {
  graphBody,
  graphHeaders,
  graphLine,
  innerRequest,
  innerUnderstood,
  lengthOf,
} from '../wire/raw-graph-request.ts';

/** The user of the answer must be the token's user, whatever else the request contains. */
const asSecondCustomer = (id: string, sends: string, headers: Readonly<Record<string, string>>): Audit =>
  auditExchange({
    id,
    sends,
    as: customer(2),
    request: post({ query: '{ me { id } users { totalCount } }' }, headers),
    status: 200,
    code: ['FORBIDDEN', 'UNAUTHORIZED_FIELD_OR_TYPE'],
    and: {
      expects: 'only data that the token alone gives',
      check: ({ text }: WireReply) =>
        /"totalCount":\d/.test(text) ? [`the answer is ${excerpt(text)}`] : [],
    },
  });

/** Audits of headers with another identity or another operation, beside those that count. */
export const smugglingAudits: AuditFamily = {
  name: 'smuggling',
  audits: [
    asSecondCustomer('internal-headers', 'headers that gateways send to services', {
      'x-user-id': '00000000-0000-4000-8000-000000000001',
      'x-subject': 'staff',
      'x-scopes': 'users:read users:write',
      'x-forwarded-user': 'staff',
      'x-internal-token': 'x.y.z',
      'x-supergraph-viewer': '{"scopes":["users:read"]}',
      'apollo-federation-include-trace': 'ftv1',
      'x-authenticated': 'true',
    }),
    asSecondCustomer('hop-by-hop', 'a Connection header that names Authorization', {
      connection: 'close, authorization, x-request-id',
    }),
    asSecondCustomer('proxy-headers', 'headers that rewrite address and method', {
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      forwarded: 'for=127.0.0.1;proto=https',
      'x-http-method-override': 'DELETE',
      'x-original-url': '/health',
      'x-rewrite-url': '/health',
    }),
    auditExchange({
      id: 'request-id',
      sends: 'a request id with characters that would break a log',
      request: post(graphBody, { 'x-request-id': '{"level":60} x"y' }),
      status: 200,
      and: {
        expects: 'a new id',
        check: ({ headers }) =>
          /^[\da-f-]{36}$/.test(String(headers['x-request-id']))
            ? []
            : [`the id is ${String(headers['x-request-id'])}`],
      },
    }),
    auditRawExchange({
      id: 'two-authorizations',
      sends: 'Authorization twice, the valid one first',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'authorization: Bearer a.b.c', lengthOf(graphBody), 'connection: close'),
          graphBody,
        ),
      statuses: [[400], [401]],
    }),
    auditRawExchange({
      id: 'two-authorizations-turned',
      sends: 'Authorization twice, the valid one last',
      bytes: (token) =>
        writeRequest(
          graphLine,
          [
            'host: x',
            'content-type: application/json',
            'authorization: Bearer a.b.c',
            `authorization: Bearer ${token}`,
            lengthOf(graphBody),
            'connection: close',
          ],
          graphBody,
        ),
      statuses: [[400], [401]],
    }),
    auditRawExchange({
      id: 'two-content-types',
      sends: 'Content-Type twice',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'content-type: text/plain', lengthOf(graphBody), 'connection: close'),
          graphBody,
        ),
      statuses: [[400], [415]],
    }),
    auditRawExchange({
      id: 'two-hosts',
      sends: 'Host twice',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'host: y', lengthOf(graphBody), 'connection: close'),
          graphBody,
        ),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'no-host',
      sends: 'no Host',
      bytes: () => writeRequest('GET /health HTTP/1.1', ['connection: close']),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'space-before-colon',
      sends: 'a space before a colon',
      bytes: (token) =>
        writeRequest(graphLine, graphHeaders(token, `content-length : ${graphBody.length}`), graphBody),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'obs-fold',
      sends: 'a header over two lines',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(
            token,
            `x-folded: a\r\n content-length: ${graphBody.length}`,
            'content-length: 0',
            'connection: close',
          ),
          innerRequest,
        ),
      statuses: [[400]],
      never: innerUnderstood,
    }),
    auditRawExchange({
      id: 'bare-carriage-return',
      sends: 'a carriage return in a header',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'x-a: b\rtransfer-encoding: chunked', lengthOf(graphBody)),
          graphBody,
        ),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'nul-in-header',
      sends: 'a NUL in a header',
      bytes: (token) =>
        writeRequest(graphLine, graphHeaders(token, 'x-a: b\0c', lengthOf(graphBody)), graphBody),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'splitting',
      sends: 'line breaks in a path',
      bytes: () => 'GET /health%0d%0aset-cookie:%20x=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      statuses: [[404]],
      never: /^set-cookie/im,
    }),
    auditRawExchange({
      id: 'splitting-request-id',
      sends: 'an encoded line break in a request id',
      bytes: () =>
        writeRequest('GET /health HTTP/1.1', [
          'host: x',
          'x-request-id: a%0d%0aset-cookie: x=1',
          'connection: close',
        ]),
      statuses: [[200]],
      never: /^set-cookie/im,
    }),
    auditRawExchange({
      id: 'absolute-target',
      sends: 'the address of another server as request target',
      bytes: () =>
        writeRequest('GET http://169.254.169.254/latest/meta-data HTTP/1.1', [
          'host: 169.254.169.254',
          'connection: close',
        ]),
      statuses: [[404]],
    }),
  ],
};
