import type { ServerResponse } from 'node:http';
import { constants } from 'node:os';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../graph/free-port.ts';
import { createHttpConnection } from '../graph/http-connection.ts';
import { staff } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { type ServiceProcess, spawnService, stopService } from '../graph/service-process.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { createTestDatabase } from '../graph/test-database.ts';

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

test('on SIGTERM a gateway first reports unready, then answers all accepted requests, and exits with 0', async () => {
  const { service, origin, ask } = await startGatewayProcess({ SHUTDOWN_DELAY_MS: '500' });
  const held = holdAnswers();
  const asked = Array.from({ length: 20 }, () => ask());
  await expect.poll(() => held.length).toBe(20);
  service.process.kill('SIGTERM');
  await expect.poll(async () => (await fetch(`${origin}/ready`)).status, { interval: 10 }).toBe(503);
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  const late = ask();
  await expect.poll(() => held.length).toBe(21);
  for (const response of held) answer(response);
  for (const reply of await Promise.all([...asked, late])) {
    expect(reply).toMatchObject({ status: 200, json: { data: { me: { name: 'Ada' } } } });
  }
  expect(await service.ended).toBe(0);
});

test('a gateway stops as soon as its last answer is sent, even to a client that keeps its connection', async () => {
  // It may wait longer for an answer than a test may take.
  const env = { SUBGRAPH_TIMEOUT_MS: '120000', REQUEST_TIMEOUT_MS: '120000' };
  const { service, origin, ask } = await startGatewayProcess(env);
  const held = holdAnswers();
  const asked = ask();
  await expect.poll(() => held.length).toBe(1);
  service.process.kill('SIGTERM');
  await expect.poll(() => fetch(`${origin}/ready`).catch(() => 'refused'), { interval: 10 }).toBe('refused');
  for (const response of held) answer(response);
  expect((await asked).status).toBe(200);
  expect(await service.ended).toBe(0);
});

test('a gateway whose parent is gone stops', async () => {
  const { service } = await startGatewayProcess();
  service.process.disconnect();
  expect(await service.ended).toBe(0);
});

test.each(['SIGINT', 'SIGHUP'] as const)(
  'on %s a gateway answers all accepted requests, and exits with 0',
  async (signal) => {
    const { service, ask } = await startGatewayProcess();
    const held = holdAnswers();
    const asked = ask();
    await expect.poll(() => held.length).toBe(1);
    service.process.kill(signal);
    for (const response of held) answer(response);
    expect((await asked).status).toBe(200);
    expect(await service.ended).toBe(0);
  },
);

test('a second SIGTERM ends a gateway at once, and the log has the number of aborted requests', async () => {
  const { service, origin, ask } = await startGatewayProcess();
  const held = holdAnswers();
  const asked = [ask(), ask()].map((reply) => reply.catch(() => 'cut off'));
  await expect.poll(() => held.length).toBe(2);
  service.process.kill('SIGTERM');
  await expect.poll(() => fetch(`${origin}/ready`).catch(() => 'refused'), { interval: 10 }).toBe('refused');
  service.process.kill('SIGTERM');
  expect(await service.ended).toBe(128 + constants.signals.SIGTERM);
  expect(service.stderr()).toBe('SIGTERM came again: ending at once. Requests cut off: 2.\n');
  expect(await Promise.all(asked)).toEqual(['cut off', 'cut off']);
});

test('SIGUSR1 opens no inspector in production', async () => {
  const { service, ask } = await startGatewayProcess();
  service.process.kill('SIGUSR1');
  users.reply(200, JSON.stringify({ data: { me: { name: 'Ada' } } }));
  expect((await ask()).status).toBe(200);
  service.process.kill('SIGTERM');
  expect(await service.ended).toBe(0);
  expect(service.stderr()).toBe('');
});

test('on SIGTERM a subgraph finishes the statement that it waits for, and exits with 0', async () => {
  const databaseUrl = await createTestDatabase('users');
  const port = String(await findFreePort());
  const env = {
    ...{ ...keys.env, DEMO_DATA: 'on', USERS_PORT: port, USERS_DATABASE_URL: databaseUrl },
    ORDERS_EVENTS_URL: 'http://127.0.0.1:9/events',
  };
  const service = spawnService('subgraphs/users/src/main.ts', env);
  onTestFinished(() => stopService(service));
  const connection = createHttpConnection(await service.ready);
  onTestFinished(() => connection.close());
  const lock = new pg.Client({ connectionString: databaseUrl });
  await lock.connect();
  await lock.query('begin; lock table users in access exclusive mode');
  const authorization = `Bearer ${await keys.internalTokenOf(staff, 'users')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const asked = connection.send({ headers, body: '{"query":"{ me { name } }"}' });
  const waiting = `select from pg_locks where not granted and relation = 'users'::regclass
    and database = (select oid from pg_database where datname = current_database())`;
  await expect.poll(async () => (await lock.query(waiting)).rowCount).toBe(1);
  service.process.kill('SIGTERM');
  const refused = () => fetch(`http://127.0.0.1:${port}/ready`).catch(() => 'refused');
  await expect.poll(refused, { interval: 10 }).toBe('refused');
  await lock.query('rollback');
  await lock.end();
  expect(await asked).toMatchObject({ status: 200, json: { data: { me: { name: 'Ada Okafor' } } } });
  expect(await service.ended).toBe(0);
});

/** Makes the stub subgraph hold back its answers. */
function holdAnswers(): ServerResponse[] {
  const held: ServerResponse[] = [];
  users.behave((_, response) => void held.push(response));
  return held;
}

function answer(response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ data: { me: { name: 'Ada' } } }));
}

async function startGatewayProcess(env: Readonly<Record<string, string>> = {}) {
  const service: ServiceProcess = spawnService('gateway/src/main.ts', {
    ...keys.env,
    PORT: '0',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: users.url,
    ...env,
  });
  onTestFinished(() => stopService(service));
  const origin = await service.ready;
  const headers = {
    authorization: `Bearer ${await keys.tokenOf(staff)}`,
    'content-type': 'application/json',
  };
  const ask = () => {
    const connection = createHttpConnection(origin);
    onTestFinished(() => connection.close());
    return connection.send({ headers, body: '{"query":"{ me { name } }"}' });
  };
  return { service, origin, ask };
}
