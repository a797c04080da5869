import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { userId } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const viewersFile = new URL('schema/development-viewers.json', repositoryRoot).pathname;
const supergraph = new URL('schema/supergraph.graphql', repositoryRoot).pathname;
const folder = mkdtempSync(join(tmpdir(), 'supergraph-viewers-'));
const json = { 'content-type': 'application/json' };
const body = JSON.stringify({ subject: userId(2) });
const path = '/development/token';
let gateway: TestGateway;
let connection: HttpConnection;

beforeAll(async () => {
  gateway = await startTestGateway({ DEVELOPMENT_PAGES: 'on', DEVELOPMENT_VIEWERS: viewersFile });
  connection = createHttpConnection(gateway.origin);
});

afterAll(async () => {
  connection.close();
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

test('/development/viewers lists the users that a page may sign in as', async () => {
  const reply = await connection.send({ method: 'GET', path: '/development/viewers' });
  expect(reply).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  expect(reply.json.viewers).toContainEqual({
    name: 'Grace Lindqvist',
    description: expect.any(String),
    subject: userId(2),
    scopes: [],
  });
});

test('/development/token issues a token of one hour for one of them, which the graph accepts', async () => {
  const origin = new URL(gateway.origin).origin;
  const reply = await connection.send({
    path,
    headers: { ...json, origin, 'sec-fetch-site': 'same-origin' },
    body,
  });
  expect(reply).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  expect(reply.json).toEqual({ token: expect.stringMatching(/^eyJ/), expiresInSeconds: 3600 });
  const headers = { ...json, authorization: `Bearer ${reply.json.token}` };
  expect((await connection.send({ headers, body: '{"query":"{ __typename }"}' })).status).toBe(200);
});

test.each([
  [{ ...json, origin: 'https://example.com' }, 403],
  [{ ...json, origin: 'http://127.0.0.1:1' }, 403],
  [{ ...json, origin: 'null' }, 403],
  [{ ...json, 'sec-fetch-site': 'cross-site' }, 403],
  [{ ...json, 'sec-fetch-site': 'same-site' }, 403],
  [{ ...json, host: 'rebound.example.com' }, 403],
  [{ 'content-type': 'text/plain' }, 415],
  [{ 'content-type': 'application/x-www-form-urlencoded' }, 415],
  [{}, 415],
])('a request for a token with %j is refused with %i', async (headers, status) => {
  const reply = await connection.send({ path, headers, body });
  expect(reply.status).toBe(status);
  expect(reply.text).not.toContain('eyJ');
});

test.each([
  [JSON.stringify({ subject: userId(60) }), 404],
  ['{}', 404],
  ['null', 404],
  ['{', 400],
  [JSON.stringify({ subject: 'x'.repeat(2000) }), 413],
])('a request for a token of %s is refused with %i', async (wrong, status) => {
  expect((await connection.send({ path, headers: json, body: wrong })).status).toBe(status);
});

test('each route has one method', async () => {
  expect(await connection.send({ method: 'GET', path })).toMatchObject({
    status: 405,
    headers: { allow: 'POST' },
  });
  const viewers = await connection.send({ path: '/development/viewers', headers: json, body });
  expect(viewers).toMatchObject({ status: 405, headers: { allow: 'GET' } });
});

test('without DEVELOPMENT_PAGES=on the routes do not exist', async () => {
  const plain = await startTestGateway({ DEVELOPMENT_VIEWERS: viewersFile });
  const reply = await fetch(`${plain.origin}${path}`, { method: 'POST', headers: json, body });
  expect(reply.status).toBe(404);
  await plain.stop();
});

test.each([
  ['DEVELOPMENT_VIEWER', '{"subject":"ada","scopes":[]}'],
  ['DEVELOPMENT_VIEWERS', '[{"name":"A","description":"b","subject":"ada","scopes":[]}]'],
])('%s is refused in production', (name, text) => {
  const file = join(folder, 'viewer.json');
  writeFileSync(file, text);
  const env = { SUPERGRAPH: supergraph, [name]: file };
  expect(() => readGatewayConfig({ ...env, NODE_ENV: 'production' })).toThrow(
    `${name} must not be set if NODE_ENV is production`,
  );
  expect(() => readGatewayConfig(env)).not.toThrow();
});

test.each([
  '{}',
  '[]',
  '{',
  '[null]',
  '[{"name":"A","description":"b","subject":"","scopes":[]}]',
  '[{"name":"A","description":"b","subject":"s"}]',
  '[{"name":"A","description":"b","subject":"s","scopes":[1]}]',
])('a file of viewers with %s is refused', (text) => {
  const file = join(folder, 'viewers.json');
  writeFileSync(file, text);
  expect(() => readGatewayConfig({ SUPERGRAPH: supergraph, DEVELOPMENT_VIEWERS: file })).toThrow(
    /DEVELOPMENT_VIEWERS must name a JSON file: a list of viewers/,
  );
});
