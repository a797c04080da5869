import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const body = '{"data":{"me":{"name":"Ada"}}}';
const kept = { 'cache-control': 'max-age=60, public' };

let users: StubServer;
let gateway: TestGateway;

beforeAll(async () => {
  users = await startStubServer();
  gateway = await startTestGateway({ USERS_URL: users.url, FORWARD_HEADERS: 'x-tenant' });
});

afterAll(async () => {
  await gateway.stop();
  await users.stop();
});

test('a cacheable answer to GET has a tag, with which it is sent once', async () => {
  users.reply(200, body, kept);
  const first = await get();
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
  for (const known of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
    const again = await get({ 'if-none-match': known });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('etag')).toBe(etag);
    expect(again.headers.get('cache-control')).toBe('max-age=60, public');
    expect(again.headers.get('vary')).toContain('Authorization, x-tenant');
  }
});

test('a changed answer is sent with another tag', async () => {
  users.reply(200, body, kept);
  const etag = (await get()).headers.get('etag') ?? '';
  users.reply(200, '{"data":{"me":{"name":"Bob"}}}', kept);
  const changed = await get({ 'if-none-match': etag });
  expect(await changed.json()).toEqual({ data: { me: { name: 'Bob' } } });
  expect(changed.headers.get('etag')).not.toBe(etag);
});

test('an answer that may not be cached has no tag, nor has one to POST', async () => {
  users.reply(200, body);
  expect((await get({ 'if-none-match': '*' })).headers.get('etag')).toBeNull();
  users.reply(200, '{"data":{"me":null},"errors":[{"message":"no","path":["me"]}]}', kept);
  expect((await get()).headers.get('etag')).toBeNull();
  users.reply(200, body, kept);
  const headers = { 'content-type': 'application/json', ...(await authorization()) };
  const post = await fetch(gateway.url, { method: 'POST', headers, body: '{"query":"{ me { name } }"}' });
  expect(post.headers.get('etag')).toBeNull();
});

async function get(headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const url = `${gateway.url}?query=${encodeURIComponent('{ me { name } }')}`;
  return fetch(url, {
    headers: { 'apollo-require-preflight': 'true', ...(await authorization()), ...headers },
  });
}

async function authorization() {
  return { authorization: `Bearer ${await gateway.tokenOf(staff)}` };
}
