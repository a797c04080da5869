import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const pages = ['/', '/explorer', '/favicon.ico', '/development-token'];
const schemaFile = (name: string): string => new URL(`schema/${name}`, repositoryRoot).pathname;
let gateway: TestGateway;
let connection: HttpConnection;

beforeAll(async () => {
  gateway = await startTestGateway({
    DEVELOPMENT_PAGES: 'on',
    DEVELOPMENT_VIEWER: schemaFile('development-viewer.json'),
    EXAMPLE_QUERY: schemaFile('example.graphql'),
  });
  connection = createHttpConnection(gateway.origin);
});

afterAll(async () => {
  connection.close();
  await gateway.stop();
});

test('/ is Sandbox with the example query, a token and a link to the explorer', async () => {
  const page = await connection.send({ method: 'GET', path: '/' });
  expect(page).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
    },
  });
  for (const text of ['EmbeddedSandbox', 'query LatestOrders', 'Bearer eyJ', '<a href="/explorer">']) {
    expect(page.text).toContain(text);
  }
});

test('/favicon.ico is an image that browsers keep for a day', async () => {
  expect(await connection.send({ method: 'GET', path: '/favicon.ico' })).toMatchObject({
    status: 200,
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=86400' },
    text: expect.stringMatching(/^<svg .*<\/svg>$/),
  });
});

test('/development-token is a token that the graph accepts', async () => {
  const { text } = await connection.send({ method: 'GET', path: '/development-token' });
  const headers = { authorization: `Bearer ${text}`, 'content-type': 'application/json' };
  expect((await connection.send({ headers, body: '{"query":"{ __typename }"}' })).status).toBe(200);
});

for (const host of [
  'example.com',
  'localhost.example.com',
  '127.0.0.1.example.com:4000',
  '10.0.0.1',
  'localhost@x',
]) {
  test(`the pages are refused for the host ${JSON.stringify(host)}`, async () => {
    for (const path of pages) {
      expect(await connection.send({ method: 'GET', path, headers: { host } })).toMatchObject({
        status: 403,
        json: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
      });
    }
  });
}

for (const host of ['localhost', 'LOCALHOST:4000', '127.0.0.1:4000', '[::1]:4000']) {
  test(`the pages are served for the host ${host}`, async () => {
    for (const path of pages) {
      expect((await connection.send({ method: 'GET', path, headers: { host } })).status).toBe(200);
    }
  });
}

test('without DEVELOPMENT_PAGES=on there are no pages', async () => {
  const plain = await startTestGateway();
  for (const path of pages) {
    const response = await fetch(`${plain.origin}${path}`);
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 404,
      body: { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
    });
  }
  await plain.stop();
});
