import { once } from 'node:events';
import { type IncomingMessage, request as sendRequest } from 'node:http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

let users: StubServer;
let gateway: TestGateway;

beforeAll(async () => {
  users = await startStubServer();
  gateway = await startTestGateway({
    USERS_URL: users.url,
    FORWARD_HEADERS: 'accept-language, X-Tenant',
    MAX_SUBGRAPH_BYTES: '5000',
    MAX_BATCH_SIZE: '2',
  });
});

afterAll(async () => {
  await gateway.stop();
  await users.stop();
});

test('a subgraph receives the forwarded headers and the request id, and nothing else of the client', async () => {
  const asked = nextRequest();
  await send({
    'accept-language': 'fr',
    'x-tenant': 't1',
    cookie: 'secret=1',
    'x-request-id': 'id-1',
    'x-other': '1',
  });
  const { headers } = await asked;
  expect(headers).toMatchObject({ 'accept-language': 'fr', 'x-tenant': 't1', 'x-request-id': 'id-1' });
  expect(headers.cookie).toBeUndefined();
  expect(headers['x-other']).toBeUndefined();
  expect(headers.authorization).not.toBe(`Bearer ${await gateway.tokenOf(staff)}`);
});

test('headers of a client with names that the gateway sets are dropped', async () => {
  const asked = nextRequest();
  await send({
    'x-request-id': 'not an id; drop table',
    'proxy-authorization': 'Bearer a.b.c',
    'x-forwarded-user': 'root',
    connection: 'keep-alive, authorization, x-request-id',
    te: 'trailers',
  });
  const { headers } = await asked;
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  const token = String(headers.authorization).replace('Bearer ', '');
  expect(decodeProtectedHeader(token).typ).toBe('supergraph-internal+jwt');
  expect(decodeJwt(token)).toMatchObject({ sub: staff.subject, aud: 'users', iss: 'gateway' });
  for (const name of ['proxy-authorization', 'x-forwarded-user', 'te']) expect(headers[name]).toBeUndefined();
});

test('a token for a subgraph is valid for a minute', async () => {
  const asked = nextRequest();
  await send({});
  const { iat = 0, exp = 0 } = decodeJwt(String((await asked).headers.authorization).replace('Bearer ', ''));
  expect(exp - iat).toBe(60);
});

test('an answer over the size limit is not read, and the client sees none of it', async () => {
  users.reply(200, JSON.stringify({ data: { me: { name: 'x'.repeat(10_000) } } }));
  const { data, errors } = await (await send({})).json();
  expect(data).toEqual({ me: null });
  expect(errors).toMatchObject([
    { path: ['me'], extensions: { code: 'SUBREQUEST_HTTP_ERROR', serviceName: 'users' } },
  ]);
});

test('an answer can be cached as its subgraph allows, unless it has errors or is part of a batch', async () => {
  const kept = { 'cache-control': 'max-age=60, private' };
  users.reply(200, '{"data":{"me":{"name":"Ada"}}}', kept);
  expect((await send({})).headers.get('cache-control')).toBe('max-age=60, private');
  const several = await send({}, [operation, operation]);
  expect(await several.json()).toMatchObject([{ data: { me: { name: 'Ada' } } }, { data: {} }]);
  expect(several.headers.get('cache-control')).toBe('no-store');
  users.reply(200, '{"data":{"me":null},"errors":[{"message":"no","path":["me"]}]}', kept);
  expect((await send({})).headers.get('cache-control')).toBe('no-store');
  users.reply(200, '{"data":{"me":{"name":"Ada"}}}');
  expect((await send({})).headers.get('cache-control')).toBe('no-store');
});

test('when the client disconnects, its query to the subgraph is cancelled', async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const asked = new Promise<void>((resolve) => {
    users.behave(({ socket }) => {
      closed = once(socket, 'close');
      resolve();
    });
  });
  const client = sendRequest(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await gateway.tokenOf(staff)}` },
  });
  client.on('error', () => {});
  client.end(JSON.stringify({ query: '{ me { name } }' }));
  await asked;
  client.destroy();
  await closed;
});

function nextRequest(): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    users.behave((request, response) => {
      resolve(request);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"me":null}}');
    });
  });
}

const operation = { query: '{ me { name } }' };

async function send(headers: Readonly<Record<string, string>>, body: object = operation): Promise<Response> {
  return fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await gateway.tokenOf(staff)}`,
      ...headers,
    },
    body: JSON.stringify(body),
  });
}
