import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { definition } from '@supergraph/orders/orders-service.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../graph/free-port.ts';
import { staff } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { spawnService, stopService } from '../graph/service-process.ts';
import { subscribe } from '../graph/sse-client.ts';
import { startTestSubgraph } from '../graph/start-test-subgraph.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import { createTestFolder } from '../graph/test-folder.ts';
import { startWorkerGateway } from './worker-gateway.ts';

const supergraph = new URL('schema/supergraph.graphql', repositoryRoot).pathname;
const ada = JSON.stringify({ data: { me: { name: 'Ada' } } });
let keys: ProductionKeys;
let users: StubServer;

beforeAll(async () => {
  keys = await createProductionKeys();
  users = await startStubServer();
});

afterAll(async () => {
  await users.stop();
  keys.remove();
});

test('workers answer at one address, and /ready and each line of the log name the worker', async () => {
  users.reply(200, ada);
  const { service, ask, readyOfAll, pids } = await startWorkerGateway(keys, { USERS_URL: users.url });
  expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array(20).fill(200));
  expect([...(await readyOfAll(2)).keys()].sort()).toEqual([1, 2]);
  expect(pids().size).toBe(2);
  const serving = service.log().filter(({ msg }) => msg === 'serving');
  expect(serving.map(({ worker }) => worker).sort()).toEqual([1, 2]);
});

test('each worker has its own metrics, at the ports from METRICS_PORT on', async () => {
  users.reply(200, ada);
  const first = await findFreePort();
  const { ask } = await startWorkerGateway(keys, { USERS_URL: users.url, METRICS_PORT: String(first) });
  for (const port of [first, first + 1]) {
    const readMetrics = async (): Promise<string> => {
      await Promise.all(Array.from({ length: 10 }, ask));
      return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    };
    await expect
      .poll(readMetrics)
      .toMatch(/^http_server_request_duration_count\{[^}]*http_route="\/graphql"[^}]*\} [1-9]/m);
  }
});

test('a new supergraph is served by all workers', async () => {
  const file = join(createTestFolder('workers-'), 'supergraph.graphql');
  copyFileSync(supergraph, file);
  const { readyOfAll } = await startWorkerGateway(keys, {
    ...{ USERS_URL: users.url, SUPERGRAPH: file },
    POLICIES: new URL('schema/policies.ts', repositoryRoot).pathname,
  });
  const idsOf = async () => [...(await readyOfAll(2)).values()].map((ready) => ready.supergraph.id);
  const [before] = await idsOf();
  writeFileSync(
    `${file}.next`,
    `${readFileSync(supergraph, 'utf8')}\n"A type of the next release."\nscalar Next @join__type(graph: USERS)\n`,
  );
  renameSync(`${file}.next`, file);
  await expect.poll(async () => new Set(await idsOf())).not.toContain(before);
  expect(new Set(await idsOf()).size).toBe(1);
});

test('a supergraph that cannot be read ends no worker, and all go on with the last good one', async () => {
  const file = join(createTestFolder('workers-'), 'supergraph.graphql');
  copyFileSync(supergraph, file);
  const { service, readyOfAll, pids } = await startWorkerGateway(keys, {
    ...{ USERS_URL: users.url, SUPERGRAPH: file },
    POLICIES: new URL('schema/policies.ts', repositoryRoot).pathname,
  });
  const idsOf = async () => [...(await readyOfAll(2)).values()].map((ready) => ready.supergraph.id);
  const [before, processes] = [await idsOf(), [...pids().values()]];
  writeFileSync(`${file}.next`, 'type Query {');
  renameSync(`${file}.next`, file);
  const refused = () => service.log().filter(({ msg }) => /a supergraph was refused/.test(String(msg)));
  await expect.poll(() => refused().length).toBeGreaterThan(0);
  expect(await idsOf()).toEqual(before);
  expect([...pids().values()]).toEqual(processes);
});

test('SIGTERM to all processes at once cuts off no request', async () => {
  const held: ServerResponse[] = [];
  users.behave((_, response) => void held.push(response));
  const { service, origin, ask, pids } = await startWorkerGateway(keys, { USERS_URL: users.url });
  const asked = Array.from({ length: 10 }, ask);
  await expect.poll(() => held.length).toBe(10);
  for (const pid of pids().values()) process.kill(pid, 'SIGTERM');
  service.process.kill('SIGTERM');
  const state = () => fetch(`${origin}/ready`).catch(({ name, cause }) => cause?.code ?? name);
  await expect.poll(state, { interval: 50 }).toBe('ECONNREFUSED');
  for (const response of held) response.writeHead(200, { 'content-type': 'application/json' }).end(ada);
  expect(await Promise.all(asked)).toEqual(Array(10).fill(200));
  expect(await service.ended).toBe(0);
});

test('on SIGTERM all workers finish their requests, and all processes end', async () => {
  const held: ServerResponse[] = [];
  users.behave((_, response) => void held.push(response));
  const { service, origin, ask, pids } = await startWorkerGateway(keys, { USERS_URL: users.url });
  const asked = Array.from({ length: 10 }, ask);
  await expect.poll(() => held.length).toBe(10);
  service.process.kill('SIGTERM');
  // A connection that comes in the moment of closing may be left without an answer.
  const ready = () => fetch(`${origin}/ready`, { signal: AbortSignal.timeout(500) });
  const state = () => ready().catch(({ name, cause }) => cause?.code ?? name);
  await expect.poll(state, { interval: 10 }).toBe('ECONNREFUSED');
  for (const response of held) response.writeHead(200, { 'content-type': 'application/json' }).end(ada);
  expect(await Promise.all(asked)).toEqual(Array(10).fill(200));
  expect(await service.ended).toBe(0);
  expect([...pids().values()].filter(isAlive)).toEqual([]);
});

test('no worker outlives its killed parent', async () => {
  const { service, pids } = await startWorkerGateway(keys, { USERS_URL: users.url });
  service.process.kill('SIGKILL');
  await expect.poll(() => [...pids().values()].filter(isAlive)).toEqual([]);
});

test('while the parent of the workers hangs, they serve', async () => {
  users.reply(200, ada);
  const { service, ask } = await startWorkerGateway(keys, { USERS_URL: users.url });
  service.process.kill('SIGSTOP');
  expect(await Promise.all(Array.from({ length: 10 }, ask))).toEqual(Array(10).fill(200));
  service.process.kill('SIGCONT');
});

test('limits hold for all workers together', async () => {
  users.reply(200, ada);
  const { ask } = await startWorkerGateway(keys, { USERS_URL: users.url, RATE_LIMIT_PER_MINUTE: '8' });
  const statuses = await Promise.all(Array.from({ length: 100 }, ask));
  expect(statuses.filter((status) => status === 200)).toHaveLength(8);
  expect(statuses.filter((status) => status === 429)).toHaveLength(92);
});

test('connections beyond the limit of all workers are closed at once', async () => {
  const held: ServerResponse[] = [];
  users.behave((_, response) => void held.push(response));
  const { ask } = await startWorkerGateway(keys, { USERS_URL: users.url, MAX_CONNECTIONS: '4' });
  const outcomes: unknown[] = [];
  const asked = Array.from({ length: 20 }, async () => {
    outcomes.push(await ask().catch(({ code }) => code));
  });
  await expect.poll(() => outcomes.length).toBeGreaterThanOrEqual(16);
  expect(new Set(outcomes)).toEqual(new Set(['ECONNRESET']));
  users.reply(200, ada);
  for (const response of held) response.writeHead(200, { 'content-type': 'application/json' }).end(ada);
  await Promise.all(asked);
  expect(outcomes).toContain(200);
});

test('a subscription is served by a worker', async () => {
  const dataDir = createTestFolder('workers-');
  const env = { ...testEnvironment, DATA_DIR: dataDir };
  const orders = await startTestSubgraph('orders', definition, env, dataDir);
  onTestFinished(() => orders.stop());
  const gateway = spawnService('gateway/src/main.ts', {
    ...env,
    ...{ PORT: '0', WORKERS: '2', SUPERGRAPH: supergraph, USERS_URL: users.url, ORDERS_URL: orders.url },
  });
  onTestFinished(() => stopService(gateway));
  const viewer = { ...staff, scopes: new Set(staff.scopes) };
  const token = await createDevelopmentToken({ dataDir, viewer, ttlSeconds: 600 });
  const url = `${await gateway.ready}/graphql`;
  const query = 'subscription { ordersChanged { kind order { id } } }';
  const streams = await Promise.all(
    [1, 2, 3].map(() => subscribe(url, { query }, { authorization: `Bearer ${token}` })),
  );
  const [order] = await orders.sql("select id from orders where status = 'PLACED' limit 1");
  await orders.sql("update orders set status = 'PAID' where id = $1", [order?.id]);
  for (const stream of streams) {
    const { data } = await stream.answer();
    expect(data.ordersChanged.order.id).toBe(order?.id);
  }
});

test('a gateway of workers with a wrong configuration says so once and exits with 78', async () => {
  const env = { ...testEnvironment, WORKERS: '2', PORT: 'x', SUPERGRAPH: supergraph };
  const gateway = spawnService('gateway/src/main.ts', {
    ...env,
    USERS_URL: users.url,
    ORDERS_URL: users.url,
  });
  expect(await gateway.ended).toBe(78);
  expect(gateway.stderr().match(/PORT must be/g)).toHaveLength(1);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
