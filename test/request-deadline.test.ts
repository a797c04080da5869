import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { findLeaks } from './graph/leaks.ts';
import { staff, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

const question = `{ user(id: "${userId(2)}") { name } product(sku: "MUG-BLUE") { name } }`;
let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph({
    gatewayEnv: { SUBGRAPH_RETRIES: '0' },
    env: { STATEMENT_TIMEOUT_MS: '600000' },
  });
});

afterAll(() => graph.stop());
afterEach(() => void vi.useRealTimers());

/** Stops the clock of the services, which run in this process. PostgreSQL has its own clock. */
const stopClock = (): void =>
  void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
const passDeadline = () => vi.advanceTimersByTimeAsync(60_100);

test('at the deadline a request is answered with the data received, and its running statements are cancelled in the database', async () => {
  expect((await graph.ask(question)).errors).toEqual([]);
  const lock = await lockUsers();
  stopClock();
  const asked = graph.ask(question);
  await expect.poll(lock.waiting).toBe(1);
  await passDeadline();
  const answer = await asked;
  expect(answer.data).toEqual({ user: null, product: { name: expect.any(String) } });
  expect(answer.errors).toMatchObject([
    { path: ['user'], extensions: { code: 'GATEWAY_TIMEOUT', serviceName: 'users' } },
  ]);
  expect(findLeaks(answer)).toEqual([]);
  // The lock is still held, so only a cancellation can end the wait for it.
  await expect.poll(lock.waiting).toBe(0);
  await lock.release();
  expect((await graph.ask(question)).errors).toEqual([]);
});

test('when the client disconnects, its statement is cancelled in the database', async () => {
  const lock = await lockUsers();
  const client = new AbortController();
  const asked = fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await graph.tokenOf(staff)}` },
    body: JSON.stringify({ query: `{ user(id: "${userId(3)}") { name } }` }),
    signal: client.signal,
  });
  const refused = expect(asked).rejects.toThrow('aborted');
  await expect.poll(lock.waiting).toBe(1);
  client.abort();
  await refused;
  await expect.poll(lock.waiting).toBe(0);
  await lock.release();
});

test('an order that exceeds the deadline is not placed, and a repeat places it once', async () => {
  const [before] = await graph.orders.sql("select stock from products where sku = 'MUG-BLUE'");
  const holder = await connect(graph.orders.databaseUrl);
  await holder.query("begin; select from products where sku = 'MUG-BLUE' for update");
  const place = `mutation { placeOrder(input: { idempotencyKey: "given-up", lines: [{ sku: "MUG-BLUE", quantity: 1 }] }) { __typename } }`;
  stopClock();
  const asked = graph.ask(place);
  const waiting =
    "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  const waits = async () => (await holder.query(waiting)).rowCount;
  await expect.poll(waits).toBe(1);
  await passDeadline();
  const { data, errors } = await asked;
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'GATEWAY_TIMEOUT', serviceName: 'orders' } }]);
  const found = "select from orders where idempotency_key = 'given-up'";
  // The statement no longer waits for the lock, so releasing the lock places no order.
  await expect.poll(waits).toBe(0);
  await holder.query('rollback');
  expect(await graph.orders.sql(found)).toEqual([]);
  expect((await graph.ask(place)).data.placeOrder).toEqual({ __typename: 'OrderPlaced' });
  expect(await graph.orders.sql(found)).toHaveLength(1);
  const [after] = await graph.orders.sql("select stock from products where sku = 'MUG-BLUE'");
  expect(after?.stock).toBe(Number(before?.stock) - 1);
});

/** Locks the users table, so that every statement on it waits until the lock is released. */
async function lockUsers() {
  const client = await connect(graph.users.databaseUrl);
  await client.query('begin; lock table users in access exclusive mode');
  const waiting = `select from pg_locks where not granted and relation = 'users'::regclass
    and database = (select oid from pg_database where datname = current_database())`;
  return {
    waiting: async () => (await client.query(waiting)).rowCount,
    release: () => client.query('rollback'),
  };
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
