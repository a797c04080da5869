import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const limit = 100_000;
const tooLarge = {
  status: 413,
  json: {
    errors: [
      {
        message: expect.stringMatching(
          `The body must be at most ${limit} bytes, but this one has at least \\d+.`,
        ),
        extensions: { code: 'PAYLOAD_TOO_LARGE', figure: expect.any(Number), limit },
      },
    ],
  },
};
let gateway: TestGateway;
let connection: HttpConnection;
let headers: Readonly<Record<string, string>>;

beforeAll(async () => {
  gateway = await startTestGateway({ MAX_BODY_BYTES: String(limit) });
  connection = createHttpConnection(gateway.origin);
  headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${await gateway.tokenOf(staff)}`,
  };
});

afterAll(async () => {
  connection.close();
  await gateway.stop();
});

test('a body as large as the limit is read', async () => {
  expect(await connection.send({ headers, body: bodyOf(limit) })).toMatchObject({
    status: 200,
    json: { data: { __typename: 'Query' } },
  });
});

test('a body one byte over the limit is 413, and the next request works', async () => {
  expect(await connection.send({ headers, body: bodyOf(limit + 1) })).toMatchObject(tooLarge);
  await expectItServesOn();
});

test('a body in chunks over the limit is 413, and the next request works', async () => {
  const chunk = Buffer.alloc(60_000, ' ');
  expect(await connection.send({ headers, body: [chunk, chunk, chunk] })).toMatchObject(tooLarge);
  await expectItServesOn();
});

test('a body of megabytes is 413 while the client still sends it, and the next request works', async () => {
  expect(await connection.send({ headers, body: bodyOf(30_000_000) })).toMatchObject(tooLarge);
  await expectItServesOn();
  const chunks = Array.from({ length: 200 }, () => Buffer.alloc(100_000, ' '));
  expect(await connection.send({ headers, body: chunks })).toMatchObject(tooLarge);
  await expectItServesOn();
});

test('a large body without a token is 401, and the next request works', async () => {
  const reply = await connection.send({
    headers: { 'content-type': 'application/json' },
    body: bodyOf(5_000_000),
  });
  expect(reply).toMatchObject({ status: 401 });
  await expectItServesOn();
});

test('a client that aborts its body affects no other client', async () => {
  const outgoing = request(gateway.url, { method: 'POST', headers: { ...headers, 'content-length': 100 } });
  const broken = once(outgoing, 'error');
  outgoing.write('{"query":');
  const [socket] = await once(outgoing, 'socket');
  if (socket.connecting) await once(socket, 'connect');
  outgoing.destroy(new Error('broken off'));
  await broken;
  await expectItServesOn();
});

test('HEAD has the status, the headers and no body', async () => {
  const get = await connection.send({ method: 'GET', path: '/ready' });
  const head = await connection.send({ method: 'HEAD', path: '/ready' });
  expect(head).toMatchObject({ status: 200, text: '' });
  expect(head.headers['content-length']).toBe(get.headers['content-length']);
  expect(await connection.send({ method: 'HEAD', headers })).toMatchObject({
    status: 405,
    text: '',
    headers: { allow: 'GET, POST' },
  });
  expect(await connection.send({ method: 'HEAD', path: '/nowhere' })).toMatchObject({
    status: 404,
    text: '',
  });
  await expectItServesOn();
});

async function expectItServesOn(): Promise<void> {
  const reply = await connection.send({ headers, body: '{"query":"{ __typename }"}' });
  expect(reply).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
}

function bodyOf(bytes: number): string {
  return '{"query":"{ __typename }"}'.padEnd(bytes, ' ');
}
