import pg from 'pg';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { findLeaks } from '../graph/leaks.ts';
import { userId } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;
const question = `{ user(id: "${userId(2)}") { name } }`;

beforeAll(async () => {
  graph = await startTestGraph({
    env: { DATABASE_POOL_SIZE: '1', STATEMENT_TIMEOUT_MS: '2500' },
  });
});

afterAll(() => graph.stop());

test('if no database connection becomes free, a request fails fast with SERVICE_UNAVAILABLE', async () => {
  const busy = await startTestGraph({
    env: { DATABASE_POOL_SIZE: '1', DATABASE_CONNECT_TIMEOUT_MS: '700' },
  });
  onTestFinished(() => busy.stop());
  // From then on there is a connection.
  await expect.poll(async () => (await busy.ask(question)).errors).toEqual([]);
  const lock = await lockUsers(busy);
  const first = busy.ask(question);
  await lock.waitForWaiting();
  expectUnavailable(await busy.ask(question), /no database connection became free in time/);
  await lock.release();
  expect((await first).errors).toEqual([]);
  expect((await busy.ask(question)).errors).toEqual([]);
});

test('a statement that takes too long is SERVICE_UNAVAILABLE, and its connection stays usable', async () => {
  const lock = await lockUsers();
  expectUnavailable(await graph.ask(question), /took too long/);
  await lock.release();
  expect((await graph.ask(question)).errors).toEqual([]);
});

test('a statement that takes too long rolls back its transaction and releases the connection', async () => {
  const [before] = await graph.orders.sql("select stock from products where sku = 'MUG-BLUE'");
  const holder = await connect(graph.orders.databaseUrl);
  await holder.query("begin; select from products where sku = 'MUG-BLUE' for update");
  const place = `mutation { placeOrder(input: { idempotencyKey: "late", lines: [{ sku: "MUG-BLUE", quantity: 1 }] }) { __typename } }`;
  const late = await graph.ask(place);
  expect(late.errors.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
  await holder.query('rollback');
  const [after] = await graph.orders.sql("select stock from products where sku = 'MUG-BLUE'");
  expect(after).toEqual(before);
  expect((await graph.ask(place)).data.placeOrder).toEqual({ __typename: 'OrderPlaced' });
});

test('after the server has cut all connections the next request works', async () => {
  expect((await graph.ask(question)).errors).toEqual([]);
  expect(await cutConnections(graph.users.databaseUrl)).toBeGreaterThan(0);
  expect((await graph.ask(question)).errors).toEqual([]);
});

test('a connection that is cut under a running statement is SERVICE_UNAVAILABLE, and the next request works', async () => {
  const lock = await lockUsers();
  const running = graph.ask(question);
  await lock.waitForWaiting();
  await cutConnections(graph.users.databaseUrl);
  expectUnavailable(await running, /cannot reach its database|took too long/);
  await lock.release();
  expect((await graph.ask(question)).errors).toEqual([]);
});

test('a database that refuses connections is SERVICE_UNAVAILABLE, and the service works once it accepts them again', async () => {
  const name = new URL(graph.users.databaseUrl).pathname.slice(1);
  const admin = await connect(inject('postgresAdminUrl'));
  await admin.query(`alter database "${name}" connection limit 0`);
  await cutConnections(graph.users.databaseUrl);
  const refused = await graph.ask(question);
  await admin.query(`alter database "${name}" connection limit -1`);
  expect(refused.errors.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
  expect(findLeaks(refused)).toEqual([]);
  expect((await graph.ask(question)).errors).toEqual([]);
});

function expectUnavailable(answer: Awaited<ReturnType<TestGraph['ask']>>, message: RegExp): void {
  expect(answer).toMatchObject({
    data: { user: null },
    errors: [
      {
        message: expect.stringMatching(message),
        extensions: { code: 'SERVICE_UNAVAILABLE', serviceName: 'users' },
      },
    ],
  });
  expect(findLeaks(answer)).toEqual([]);
}

/** Locks the users table, so that every statement on it waits until the lock is released. */
async function lockUsers({ users }: TestGraph = graph) {
  // Not as the database's own role, whose connections are all cut.
  const adminUrl = new URL(inject('postgresAdminUrl'));
  adminUrl.pathname = new URL(users.databaseUrl).pathname;
  const client = await connect(adminUrl.href);
  await client.query('begin; lock table users in access exclusive mode');
  const waiting = `select from pg_locks where not granted and relation = 'users'::regclass
    and database = (select oid from pg_database where datname = current_database())`;
  return {
    waitForWaiting: () => expect.poll(async () => (await client.query(waiting)).rowCount).toBe(1),
    release: () => client.query('rollback'),
  };
}

/**
 * Ends the connections of the service to its database, and returns their number. Other databases may have the
 * same role.
 */
async function cutConnections(databaseUrl: string): Promise<number> {
  const admin = await connect(inject('postgresAdminUrl'));
  const cut =
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = $1 and datname = $2';
  const { username, pathname } = new URL(databaseUrl);
  return (await admin.query(cut, [username, pathname.slice(1)])).rowCount ?? 0;
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
