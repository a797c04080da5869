import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const shop = 'https://shop.example.com';
const operation = '{"query":"{ __typename }"}';
let gateway: TestGateway;
let connection: HttpConnection;
let authorization: string;

beforeAll(async () => {
  gateway = await startTestGateway({
    CORS_ORIGINS: `${shop},http://localhost:5173`,
    DEVELOPMENT_PAGES: 'on',
  });
  connection = createHttpConnection(gateway.origin);
  authorization = `Bearer ${await gateway.tokenOf(staff)}`;
});

afterAll(async () => {
  connection.close();
  await gateway.stop();
});

const strangers = [
  'https://evil.example.com',
  'https://shop.example.com.evil.example',
  'https://evil-shop.example.com',
  'http://shop.example.com',
  'https://shop.example.com:8443',
  'https://SHOP.example.com',
  `${shop}/`,
  'http://localhost.evil.example:3000',
  'http://localhost:3000/',
  'http://evil@localhost:3000',
  'ftp://localhost',
  'null',
  '',
];

test('a preflight from a listed origin is allowed, for minutes and without cookies', async () => {
  const reply = await connection.send({ method: 'OPTIONS', headers: preflight(shop) });
  expect(reply).toMatchObject({
    status: 204,
    text: '',
    headers: {
      vary: 'Origin, Access-Control-Request-Headers',
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '300',
    },
  });
  expect(reply.headers['access-control-allow-credentials']).toBeUndefined();
  expect(reply.headers['content-length']).toBeUndefined();
});

test('an answer to a listed origin can be read by it, and so can a refusal', async () => {
  const headers = { authorization, 'content-type': 'application/json' };
  for (const [changes, status] of [
    [{}, 200],
    [{ authorization: 'Bearer x' }, 401],
    [{ 'content-type': 'text/plain' }, 415],
  ] as const) {
    const reply = await connection.send({
      headers: { ...headers, ...changes, origin: shop },
      body: operation,
    });
    expect(reply).toMatchObject({
      status,
      headers: {
        vary: 'Origin, Authorization, Accept-Encoding',
        'access-control-allow-origin': shop,
        'access-control-expose-headers': 'retry-after, www-authenticate, x-request-id',
      },
    });
  }
});

for (const origin of strangers) {
  test(`the origin ${JSON.stringify(origin)} gets no CORS headers`, async () => {
    const asked = await connection.send({
      headers: { authorization, 'content-type': 'application/json', origin },
      body: operation,
    });
    const preflighted = await connection.send({ method: 'OPTIONS', headers: preflight(origin) });
    expect(preflighted.status).not.toBe(204);
    for (const { headers } of [asked, preflighted]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(headers.vary).toBe('Origin, Authorization, Accept-Encoding');
    }
  });
}

test('a listed origin may read the graph only, and no page or token', async () => {
  for (const path of ['/', '/explorer', '/development-token', '/health', '/ready', '/nothing']) {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await connection.send({ method, path, headers: preflight(shop) });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  }
});

test('OPTIONS that is not a preflight is 405', async () => {
  const reply = await connection.send({ method: 'OPTIONS', headers: { authorization, origin: shop } });
  expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, POST' } });
});

for (const origin of [
  'http://localhost:3000',
  'http://127.0.0.1:8080',
  'https://localhost',
  'http://[::1]:5173',
]) {
  test(`in development the page ${origin} may call the graph without a setting`, async () => {
    const headers = { authorization, 'content-type': 'application/json', origin };
    const asked = await connection.send({ headers, body: operation });
    const preflighted = await connection.send({ method: 'OPTIONS', headers: preflight(origin) });
    expect([asked.status, preflighted.status]).toEqual([200, 204]);
    for (const reply of [asked, preflighted])
      expect(reply.headers['access-control-allow-origin']).toBe(origin);
  });
}

test('outside development a page of this machine gets no CORS headers', async () => {
  const listed = await startTestGateway({ CORS_ORIGINS: shop });
  const response = await fetch(listed.url, {
    method: 'OPTIONS',
    headers: preflight('http://localhost:3000'),
  });
  expect(response.status).not.toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  await listed.stop();
});

test('without CORS_ORIGINS no origin gets CORS headers', async () => {
  const closed = await startTestGateway();
  const response = await fetch(closed.url, { method: 'OPTIONS', headers: preflight(shop) });
  expect(response.status).not.toBe(204);
  expect([...response.headers.keys()].filter((name) => /^access-control-/.test(name))).toEqual([]);
  await closed.stop();
});

function preflight(origin: string): Readonly<Record<string, string>> {
  return {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  };
}
