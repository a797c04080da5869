import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const name = 'Ada '.repeat(2_000);
const long = '{"query":"{ me { name } }"}';
let users: StubServer;
let gateway: TestGateway;

beforeAll(async () => {
  users = await startStubServer();
  users.reply(200, JSON.stringify({ data: { me: { name } } }));
  gateway = await startTestGateway({
    USERS_URL: users.url,
    DEVELOPMENT_PAGES: 'on',
    CORS_ORIGINS: 'https://a.example',
  });
});

afterAll(async () => {
  await gateway.stop();
  await users.stop();
});

test.each([
  ['zstd', zstdDecompressSync],
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
] as const)(
  'a long answer is compressed with %s for a client that accepts it',
  async (coding, decompress) => {
    const { headers, body } = await post(long, coding);
    expect(headers['content-encoding']).toBe(coding);
    expect(Number(headers['content-length'])).toBe(body.length);
    expect(body.length).toBeLessThan(200);
    expect(JSON.parse(decompress(body).toString())).toEqual({ data: { me: { name } } });
  },
);

test.each([
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip, deflate, br', 'br'],
  ['br;q=0.5, gzip', 'gzip'],
  ['zstd;q=0, br;q=0.0, gzip;q=0.1', 'gzip'],
  ['*', 'zstd'],
  ['*;q=0.5, zstd;q=0', 'br'],
  ['GZIP', 'gzip'],
  ['identity, gzip;q=0.5', undefined],
  ['identity;q=0.5, gzip', 'gzip'],
  ['gzip;q=0', undefined],
  ['*;q=0', undefined],
  ['deflate', undefined],
  ['gzip;q=2', undefined],
  ['gzip;q=x', undefined],
  [',;,', undefined],
  ['', undefined],
])('a client that accepts "%s" gets the coding %s', async (accepted, coding) => {
  const { status, headers, body } = await post(long, accepted);
  expect([status, headers['content-encoding']]).toEqual([200, coding]);
  if (coding === undefined) expect(JSON.parse(body.toString()).data.me.name).toBe(name);
});

test('short answers, refusals and streams are sent as they are, and all name what they depend on', async () => {
  for (const [operation, accept] of [
    ['{"query":"{ __typename }"}', 'application/json'],
    ['{', 'application/json'],
    [long, 'text/event-stream'],
  ] as const) {
    const { headers } = await post(operation, 'gzip', accept);
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toBe('Origin, Authorization, Accept-Encoding');
  }
  expect((await post(long, 'gzip')).headers.vary).toBe('Origin, Authorization, Accept-Encoding');
});

test('an answer with a token is never compressed', async () => {
  const { headers } = await send('/development-token', { 'accept-encoding': 'gzip, br, zstd' }, 'GET');
  expect(headers['content-encoding']).toBeUndefined();
});

test('many answers that are compressed at the same time are all whole', async () => {
  const replies = await Promise.all(Array.from({ length: 50 }, () => post(long, 'br')));
  for (const { body } of replies)
    expect(JSON.parse(brotliDecompressSync(body).toString())).toEqual({ data: { me: { name } } });
});

test('COMPRESSION=off compresses nothing', async () => {
  const plain = await startTestGateway({ USERS_URL: users.url, COMPRESSION: 'off' });
  const { headers } = await post(long, 'gzip, br, zstd', 'application/json', plain);
  await plain.stop();
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers.vary).toBe('Authorization');
});

async function post(body: string, encoding: string, accept = 'application/json', to = gateway) {
  const authorization = `Bearer ${await to.tokenOf(staff)}`;
  const headers = { authorization, accept, 'content-type': 'application/json', 'accept-encoding': encoding };
  return send('/graphql', headers, 'POST', body, to);
}

/** Sends a request as it is: `fetch` decompresses answers. */
function send(
  path: string,
  headers: Readonly<Record<string, string>>,
  method: string,
  body = '',
  to = gateway,
) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    readonly status: number | undefined;
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly body: Buffer;
  }>();
  const outgoing = request(new URL(path, to.origin), { method, headers, agent: false }, async (incoming) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    resolve({ status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks) });
  });
  outgoing.once('error', reject);
  outgoing.end(body);
  return promise;
}
