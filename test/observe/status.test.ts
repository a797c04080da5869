import { definition } from '@supergraph/orders/orders-service.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../graph/free-port.ts';
import { type Person, staff } from '../graph/people.ts';
import { startTestSubgraph } from '../graph/start-test-subgraph.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import { createTestFolder } from '../graph/test-folder.ts';
import { startTestGateway } from '../graph/test-gateway.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { openStatus } from './status-stream.ts';

const operator: Person = { subject: 'operator', scopes: ['status:read'] };
let graph: TestGraph;
let origin: string;

beforeAll(async () => {
  graph = await startTestGraph({ gatewayEnv: { STATUS_SCOPE: 'status:read', MAX_COST: '100' } });
  origin = new URL(graph.url).origin;
});

afterAll(() => graph.stop());

/** Opens the status of the graph as a person, until the end of the test. */
async function open(person: Person, { url, tokenOf }: Pick<TestGraph, 'url' | 'tokenOf'> = graph) {
  const stream = await openStatus(new URL(url).origin, { authorization: `Bearer ${await tokenOf(person)}` });
  onTestFinished(stream.close);
  return stream;
}

test('only callers with the scope of STATUS_SCOPE see the status', async () => {
  const refused = await open(staff);
  await refused.ended;
  expect(refused.status).toBe(403);
  expect(refused.text()).toContain('This needs the scope \\"status:read\\".');
  const unsigned = await openStatus(origin, {});
  expect(unsigned.status).toBe(401);
  const forged = await openStatus(origin, { authorization: 'Bearer a.b.c' });
  expect(forged.status).toBe(401);
  expect((await open(operator)).status).toBe(200);
});

test('without STATUS_SCOPE and development pages there is no status', async () => {
  const gateway = await startTestGateway();
  onTestFinished(gateway.stop);
  for (const path of ['/status', '/status/events'])
    expect((await fetch(`${gateway.origin}${path}`)).status).toBe(404);
});

test('a snapshot counts requests, errors by code and subgraph, requests to subgraphs and plans', async () => {
  const query = 'query Counted { orders(first: 1) { edges { node { id customer { name } } } } }';
  expect((await graph.ask(query)).errors).toEqual([]);
  await graph.users.stop();
  await graph.ask(query);
  await graph.users.start();
  const stream = await open(operator);
  const snapshot = await stream.until(({ errors }) => errors.some(({ subgraph }) => subgraph === 'users'));
  expect(snapshot.requests.byStatus['200']).toBeGreaterThanOrEqual(2);
  const { bounds, counts } = snapshot.requests.duration;
  expect(counts).toHaveLength(bounds.length + 1);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
    Object.values(snapshot.requests.byStatus).reduce((sum, count) => sum + count, 0),
  );
  expect(snapshot.errors).toContainEqual({ code: 'SUBREQUEST_HTTP_ERROR', subgraph: 'users', count: 1 });
  expect(snapshot.subgraphs.map(({ name }) => name)).toEqual(['orders', 'users']);
  expect(snapshot.subgraphs[1]).toMatchObject({ breaker: 'closed', failures: 1 });
  expect(snapshot.planning).toMatchObject({ hits: expect.any(Number), misses: expect.any(Number) });
  expect(snapshot.operations.byOutcome.errors).toBe(1);
});

test('the slowest and most expensive operations have their names and ids, but no text', async () => {
  const secret = 'literal-of-a-customer';
  await graph.ask(`query Costly { orders(first: 7) { nodes { id } } user(id: "${secret}") { name } }`);
  const stream = await open(operator);
  const { slowest, costliest } = await stream.until((snapshot) =>
    snapshot.costliest.some(({ name }) => name === 'Costly'),
  );
  expect(slowest.find(({ name }) => name === 'Costly')).toMatchObject({
    type: 'query',
    id: expect.stringMatching(/^[0-9a-f]{12}$/),
    value: expect.any(Number),
  });
  expect(costliest.map(({ value }) => value)).toEqual(
    costliest.map(({ value }) => value).sort((a, b) => b - a),
  );
  expect(stream.text()).not.toContain(secret);
});

test('thousands of operations with long names leave short lists', async () => {
  for (let turn = 0; turn < 40; turn += 1) {
    const ask = (_: unknown, at: number) =>
      graph.ask(`query ${'n'.repeat(2_000)}${turn}_${at} { __typename }`);
    await Promise.all(Array.from({ length: 25 }, ask));
  }
  const { slowest, costliest } = await (await open(operator)).until(() => true);
  expect(slowest).toHaveLength(10);
  expect(costliest.length).toBeLessThanOrEqual(10);
  for (const { name = '' } of [...slowest, ...costliest]) expect(name.length).toBeLessThanOrEqual(100);
});

test('the metrics of subgraphs are shown, and one that does not answer is named without its address', async () => {
  const port = await findFreePort();
  const dataDir = createTestFolder('status-');
  const env = { ...testEnvironment, DATA_DIR: dataDir, METRICS_PORT: String(port), DATABASE_POOL_SIZE: '7' };
  const orders = await startTestSubgraph('orders', definition, env, dataDir);
  onTestFinished(orders.stop);
  const STATUS_SOURCES = `orders=http://127.0.0.1:${port}/metrics,users=http://127.0.0.1:9/metrics`;
  const gateway = await startTestGateway({ STATUS_SCOPE: 'status:read', STATUS_SOURCES });
  onTestFinished(gateway.stop);
  const stream = await open(operator, gateway);
  const { processes, outboxes } = await stream.until(() => true);
  expect(processes.map(({ name }) => name)).toEqual(['gateway', 'orders', 'users']);
  expect(processes[1]?.figures?.connections?.max).toBe(7);
  expect(processes[2]).toEqual({ name: 'users' });
  expect(outboxes.every(({ service }) => service === 'orders')).toBe(true);
  expect(stream.text()).not.toContain('127.0.0.1');
});

test('the status ends when the token expires', async () => {
  const viewer = { subject: operator.subject, scopes: new Set(operator.scopes) };
  const token = await createDevelopmentToken({ dataDir: graph.dataDir, viewer, ttlSeconds: 2 });
  const stream = await openStatus(origin, { authorization: `Bearer ${token}` });
  expect(stream.status).toBe(200);
  await stream.ended;
});

test('a stop of the gateway does not wait for an open status', async () => {
  const gateway = await startTestGateway({ STATUS_SCOPE: 'status:read' });
  const stream = await open(operator, gateway);
  await stream.until(() => true);
  await gateway.stop();
  await stream.ended;
});

test('twenty pages can be open, and a closed one makes room', async () => {
  const gateway = await startTestGateway({ STATUS_SCOPE: 'status:read' });
  onTestFinished(gateway.stop);
  const streams = await Promise.all(Array.from({ length: 20 }, () => open(operator, gateway)));
  expect(streams.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect((await open(operator, gateway)).status).toBe(503);
  streams[0]?.close();
  await expect.poll(async () => (await open(operator, gateway)).status).toBe(200);
});

test('in development the status is shown to callers of the graph at names of this machine only', async () => {
  const gateway = await startTestGateway({ DEVELOPMENT_PAGES: 'on' });
  onTestFinished(gateway.stop);
  expect((await open(staff, gateway)).status).toBe(200);
  const authorization = `Bearer ${await gateway.tokenOf(staff)}`;
  for (const path of ['/status', '/status/events']) {
    const rebound = await openStatus(gateway.origin, { authorization, host: 'evil.example' });
    expect(rebound.status, path).toBe(403);
  }
});

test('the page allows its own script and style only, and cannot be framed', async () => {
  const page = await fetch(`${origin}/status`);
  const html = await page.text();
  const policy = page.headers.get('content-security-policy');
  expect(policy).toMatch(
    /default-src 'none'.*frame-ancestors 'none'.*script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/,
  );
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('x-frame-options')).toBe('DENY');
  expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
});

test('requests without a body take no place of a viewer', async () => {
  const headers = { authorization: `Bearer ${await graph.tokenOf(operator)}` };
  for (let sent = 0; sent < 25; sent += 1) {
    const { status } = await fetch(`${origin}/status/events`, { method: 'HEAD', headers });
    expect(status).toBe(405);
  }
  await open(operator);
});
