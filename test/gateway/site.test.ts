import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const parent = mkdtempSync(join(tmpdir(), 'supergraph-site-'));
const folder = join(parent, 'shop');
const script = `console.log(${JSON.stringify('x'.repeat(5000))});`;
const secret = 'this is outside the folder';
let gateway: TestGateway;

beforeAll(async () => {
  const files = {
    'index.html': '<!doctype html><title>The shop</title>',
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'assets/index-B7PI925R.js': script,
    'assets/pictures.css': 'body { margin: 0 }',
    'a folder/ü.txt': 'Grüezi',
    'data.bin': '\0\x01',
    '.env': 'SECRET=1',
    '.git/config': 'secret',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(parent, 'secret.txt'), secret);
  symlinkSync(join(parent, 'secret.txt'), join(folder, 'link.txt'));
  symlinkSync(parent, join(folder, 'up'));
  gateway = await startTestGateway({ PAGES: `/shop=${folder}` });
});

afterAll(async () => {
  await gateway.stop();
  rmSync(parent, { recursive: true });
});

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Sends the path unchanged: `fetch` would resolve `..`. */
function get(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const { hostname, port } = new URL(gateway.origin);
  const outgoing = request({ hostname, port, path, method, headers, agent: false }, async (incoming) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) });
  });
  outgoing.once('error', reject);
  outgoing.end();
  return promise;
}

test.each([
  ['/shop/', 'text/html; charset=utf-8', 'no-cache'],
  ['/shop/index.html', 'text/html; charset=utf-8', 'no-cache'],
  ['/shop/favicon.svg', 'image/svg+xml', 'no-cache'],
  ['/shop/assets/index-B7PI925R.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['/shop/assets/pictures.css', 'text/css; charset=utf-8', 'no-cache'],
  ['/shop/a%20folder/%C3%BC.txt', 'text/plain; charset=utf-8', 'no-cache'],
  ['/shop/data.bin', 'application/octet-stream', 'no-cache'],
])('%s is served as %s, with the cache policy %s', async (path, contentType, cacheControl) => {
  const { status, headers } = await get(path);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': contentType,
    'cache-control': cacheControl,
    'x-content-type-options': 'nosniff',
    etag: expect.stringMatching(/^"[\w-]{22}"$/),
  });
});

test('a page may run scripts of its own origin only, and no page may frame it', async () => {
  const { headers } = await get('/shop/');
  const policy = String(headers['content-security-policy']);
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
  ])
    expect(policy.split('; ')).toContain(part);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test('the path without a slash redirects to its folder and keeps the query', async () => {
  const { status, headers } = await get('/shop?a=1');
  expect({ status, location: headers.location }).toEqual({ status: 308, location: '/shop/?a=1' });
});

test('a path without a file serves the page, whose script reads it; one with a dot is 404', async () => {
  for (const path of ['/shop/things/17', '/shop/things/', '/shop/new?a=b.c'])
    expect((await get(path)).body.toString()).toContain('The shop');
  for (const path of ['/shop/nothing.js', '/shop/assets/index-00000000.js', '/shopping', '/shops/'])
    expect((await get(path)).status, path).toBe(404);
});

test.each([
  '/shop/../secret.txt',
  '/shop/..%2fsecret.txt',
  '/shop/%2e%2e/secret.txt',
  '/shop/%2e%2e%2fsecret.txt',
  '/shop/..%5csecret.txt',
  '/shop/..\\secret.txt',
  '/shop/%252e%252e/secret.txt',
  '/shop/assets/../../secret.txt',
  '/shop/assets/..%2f..%2fsecret.txt',
  '/shop//../secret.txt',
  '/shop/./../secret.txt',
  '/shop/link.txt',
  '/shop/up/secret.txt',
  '/shop/.env',
  '/shop/.git/config',
  '/shop/%00',
  '/shop/index.html%00.js',
  '/shop/%',
  '/shop/%ff',
  `/shop/${encodeURIComponent(join(parent, 'secret.txt'))}`,
])('%s gets nothing', async (path) => {
  const { status, body } = await get(path);
  expect(status).toBe(404);
  expect(body.toString()).not.toContain(secret);
});

test.each([
  ['br, gzip', 'br'],
  ['gzip, deflate', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0.0', undefined],
  ['identity', undefined],
  ['', undefined],
])('with Accept-Encoding "%s" a script is sent as %s', async (accepted, coding) => {
  const { headers, body } = await get('/shop/assets/index-B7PI925R.js', { 'accept-encoding': accepted });
  expect(headers).toMatchObject({ vary: 'accept-encoding' });
  expect(headers['content-encoding']).toBe(coding);
  expect(headers['content-length']).toBe(String(body.length));
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync }[coding ?? ''] ?? ((bytes: Buffer) => bytes);
  expect(unpack(body).toString()).toBe(script);
  if (coding !== undefined) expect(body.length).toBeLessThan(500);
});

test('a client with the current file gets 304, by the ETag of the accepted coding', async () => {
  const path = '/shop/assets/index-B7PI925R.js';
  for (const accepted of ['br', 'gzip', 'identity']) {
    const headers = { 'accept-encoding': accepted };
    const etag = String((await get(path, headers)).headers.etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get(path, { ...headers, 'if-none-match': known });
      expect(again).toMatchObject({ status: 304, headers: { etag }, body: Buffer.alloc(0) });
      expect(again.headers['content-length']).toBeUndefined();
    }
    expect((await get(path, { ...headers, 'if-none-match': '"other"' })).status).toBe(200);
  }
});

test('HEAD returns the headers of GET; other methods are refused', async () => {
  const head = await get('/shop/', {}, 'HEAD');
  const { headers } = await get('/shop/');
  expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  expect(head.headers['content-length']).toBe(headers['content-length']);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect(await get('/shop/', {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

test('the graph and the health routes of the gateway stay in place', async () => {
  expect((await get('/health')).status).toBe(200);
  expect((await get('/graphql')).status).toBe(401);
  expect((await get('/')).status).toBe(404);
});

const least = { SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname };

test('PAGES is a list of paths and folders', () => {
  expect(readGatewayConfig(least).pages.sites).toEqual([]);
  expect(readGatewayConfig({ ...least, PAGES: `/shop=${folder}, /a/b-2=${folder}` }).pages.sites).toEqual([
    { path: '/shop', folder },
    { path: '/a/b-2', folder },
  ]);
});

test.each([
  [folder, /a list of "\/path=folder"/],
  [`shop=${folder}`, /a list of "\/path=folder"/],
  [`/=${folder}`, /a list of "\/path=folder"/],
  [`/Shop=${folder}`, /a list of "\/path=folder"/],
  [`/shop/*=${folder}`, /a list of "\/path=folder"/],
  [`/../x=${folder}`, /a list of "\/path=folder"/],
  ['/shop=', /a list of "\/path=folder"/],
  [`/shop=${parent}`, /with an index\.html/],
  ['/shop=/nowhere', /with an index\.html/],
  [`/graphql=${folder}`, /paths of the gateway/],
  [`/development/token=${folder}`, /paths of the gateway/],
  [`/api=${folder}`, /paths of the gateway/],
  [`/mcp=${folder}`, /paths of the gateway/],
  [`/status=${folder}`, /paths of the gateway/],
  [`/cache=${folder}`, /paths of the gateway/],
  [`/shop=${folder},/shop=${folder}`, /each path once/],
  [`/shop/a=${folder},/shop=${folder}`, /no path below another/],
])('PAGES=%s is refused, and the error states the rule', (value, rule) => {
  expect(() => readGatewayConfig({ ...least, PAGES: value })).toThrow(rule);
});
