import type { AuditFamily } from '../audit.ts';
import { auditRawExchange, writeRequest } from '../wire/raw-exchange.ts';
import {
  graphBody,
  graphHeaders,
  graphLine,
  innerRequest,
  innerUnderstood,
  lengthOf,
} from '../wire/raw-graph-request.ts';

/** Audits of requests whose end a server and a proxy in front of it may read differently. */
export const messageFramingAudits: AuditFamily = {
  name: 'message framing',
  audits: [
    auditRawExchange({
      id: 'length-and-chunks',
      sends: 'Content-Length and Transfer-Encoding, and a request in the body',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'content-length: 4', 'transfer-encoding: chunked'),
          `0\r\n\r\n${innerRequest}`,
        ),
      statuses: [[400]],
      never: innerUnderstood,
    }),
    auditRawExchange({
      id: 'chunks-and-length',
      sends: 'Transfer-Encoding before Content-Length',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'transfer-encoding: chunked', `content-length: ${innerRequest.length + 5}`),
          `0\r\n\r\n${innerRequest}`,
        ),
      statuses: [[400]],
      never: innerUnderstood,
    }),
    auditRawExchange({
      id: 'two-lengths',
      sends: 'two Content-Lengths',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, lengthOf(graphBody), 'content-length: 0'),
          `${graphBody}${innerRequest}`,
        ),
      statuses: [[400]],
      never: innerUnderstood,
    }),
    auditRawExchange({
      id: 'length-list',
      sends: 'a list as Content-Length',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, `content-length: ${graphBody.length}, ${graphBody.length}`),
          graphBody,
        ),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'signed-length',
      sends: 'a Content-Length with a sign',
      bytes: (token) =>
        writeRequest(graphLine, graphHeaders(token, `content-length: +${graphBody.length}`), graphBody),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'negative-length',
      sends: 'a negative Content-Length',
      bytes: (token) => writeRequest(graphLine, graphHeaders(token, 'content-length: -1'), graphBody),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'overflowing-length',
      sends: 'a Content-Length of 30 digits',
      bytes: (token) =>
        writeRequest(graphLine, graphHeaders(token, `content-length: ${'9'.repeat(30)}`), graphBody),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'hex-length',
      sends: 'a Content-Length in hexadecimal digits',
      bytes: (token) => writeRequest(graphLine, graphHeaders(token, 'content-length: 0x1a'), graphBody),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'unknown-coding',
      sends: 'a Transfer-Encoding that hides chunked',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'transfer-encoding: xchunked'),
          `0\r\n\r\n${innerRequest}`,
        ),
      statuses: [[400]],
      never: innerUnderstood,
    }),
    auditRawExchange({
      id: 'two-codings',
      sends: 'Transfer-Encoding twice',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'transfer-encoding: chunked', 'transfer-encoding: identity'),
          `0\r\n\r\n${innerRequest}`,
        ),
      statuses: [[400]],
      never: innerUnderstood,
    }),
    auditRawExchange({
      id: 'chunked-not-last',
      sends: 'a coding after chunked',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'transfer-encoding: chunked, gzip'),
          `0\r\n\r\n${innerRequest}`,
        ),
      statuses: [[400]],
      never: innerUnderstood,
    }),
    auditRawExchange({
      id: 'bad-chunk-size',
      sends: 'a chunk whose size is not a number',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'transfer-encoding: chunked'),
          `zz\r\n${graphBody}\r\n0\r\n\r\n`,
        ),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'huge-chunk-size',
      sends: 'a chunk of 2^80 bytes',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'transfer-encoding: chunked'),
          `fffffffffffffffffffff\r\n${graphBody}`,
        ),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'chunk-extensions',
      sends: 'a chunk extension of 100 KB',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'transfer-encoding: chunked'),
          `1;${'a'.repeat(100_000)}\r\n{\r\n0\r\n\r\n`,
        ),
      statuses: [[413], [400]],
    }),
    auditRawExchange({
      id: 'bare-line-feeds',
      sends: 'lines that end with a line feed alone',
      bytes: (token) =>
        `${graphLine}\nhost: x\ncontent-type: application/json\nauthorization: Bearer ${token}\ncontent-length: ${graphBody.length}\nconnection: close\n\n${graphBody}`,
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'connect',
      sends: 'CONNECT to another server',
      bytes: () => writeRequest('CONNECT 169.254.169.254:80 HTTP/1.1', ['host: x']),
      statuses: [[], [400], [404], [405]],
    }),
    auditRawExchange({
      id: 'http2-preface',
      sends: 'the preface of HTTP/2',
      bytes: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'upgrade-to-h2c',
      sends: 'an upgrade to HTTP/2 without TLS',
      bytes: () =>
        writeRequest('GET /health HTTP/1.1', [
          'host: x',
          'connection: upgrade, http2-settings, close',
          'upgrade: h2c',
          'http2-settings: AAMAAABkAARAAAAAAAIAAAAA',
        ]),
      statuses: [[200]],
    }),
    auditRawExchange({
      id: 'http-0.9',
      sends: 'HTTP/0.9',
      bytes: () => 'GET /health\r\n\r\n',
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'http-9',
      sends: 'HTTP/9.9',
      bytes: () => writeRequest('GET /health HTTP/9.9', ['host: x']),
      statuses: [[400], [505]],
    }),
    auditRawExchange({
      id: 'tls-hello',
      sends: 'the first bytes of TLS',
      bytes: () => Buffer.from('16030100a5010000a10303', 'hex'),
      statuses: [[400]],
    }),
    auditRawExchange({
      id: 'expectation',
      sends: 'an unknown expectation',
      bytes: (token) =>
        writeRequest(
          graphLine,
          graphHeaders(token, 'expect: magic', lengthOf(graphBody), 'connection: close'),
          graphBody,
        ),
      statuses: [[417], [417, 400]],
    }),
    auditRawExchange({
      id: 'pipeline',
      sends: '100 pipelined requests',
      bytes: (token) =>
        writeRequest(graphLine, graphHeaders(token, lengthOf(graphBody)), graphBody).repeat(99) +
        writeRequest(graphLine, graphHeaders(token, lengthOf(graphBody), 'connection: close'), graphBody),
      statuses: [Array.from({ length: 100 }, () => 200)],
    }),
    auditRawExchange({
      id: 'garbage-behind',
      sends: 'a request followed by garbage',
      bytes: (token) =>
        `${writeRequest(graphLine, graphHeaders(token, lengthOf(graphBody)), graphBody)}garbage\r\n\r\n`,
      statuses: [[200, 400], [400]],
    }),
  ],
};
