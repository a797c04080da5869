import pg from 'pg';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { changeOrder, placeOrder, stockOf, stockProduct } from '../graph/orders.ts';
import { customer } from '../graph/people.ts';
import { runSql } from '../graph/run-sql.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { registerUser } from '../graph/users.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
  for (const { databaseUrl } of [graph.users, graph.orders]) {
    const name = new URL(databaseUrl).pathname.slice(1);
    await runSql(
      inject('postgresAdminUrl'),
      `alter database "${name}" set default_transaction_isolation = 'serializable'`,
    );
    await runSql(
      inject('postgresAdminUrl'),
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
    );
  }
});

afterAll(() => graph.stop());

test('40 concurrent orders of one product on a serializable database all succeed', async () => {
  await stockProduct(graph, { sku: 'RACE', stock: 1_000 });
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => placeOrder(graph, customer(1 + n), [['RACE', 2]])),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  expect(new Set(answers.map(({ data }) => data.placeOrder.__typename))).toEqual(new Set(['OrderPlaced']));
  expect(await stockOf(graph, 'RACE')).toBe(920);
});

test('an order that PostgreSQL rolls back to end a deadlock is repeated and placed', async () => {
  await stockProduct(graph, { sku: 'KNOT-A', stock: 10 });
  await stockProduct(graph, { sku: 'KNOT-B', stock: 10 });
  const other = await connectAsAdmin();
  // Only the order checks for deadlocks, so PostgreSQL rolls it back and not the other transaction.
  await other.query("set deadlock_timeout = '1min'; begin");
  await other.query("select from products where sku = 'KNOT-B' for update");
  const placing = placeOrder(graph, customer(2), [
    ['KNOT-A', 1],
    ['KNOT-B', 1],
  ]);
  const waiting =
    "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  await expect.poll(async () => (await other.query(waiting)).rowCount).toBe(1);
  await other.query("select from products where sku = 'KNOT-A' for update");
  await other.query('commit');
  const { data, errors } = await placing;
  expect(errors).toEqual([]);
  expect(data.placeOrder.__typename).toBe('OrderPlaced');
  expect([await stockOf(graph, 'KNOT-A'), await stockOf(graph, 'KNOT-B')]).toEqual([9, 9]);
});

test('ten concurrent changes of an order on a serializable database change it once', async () => {
  await stockProduct(graph, { sku: 'ONCE', stock: 10 });
  const { data } = await placeOrder(graph, customer(2), [['ONCE', 4]]);
  const { id } = data.placeOrder.order;
  const answers = await Promise.all(Array.from({ length: 10 }, () => changeOrder(graph, id, 'CANCELLED')));
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const kinds = answers.map((answer) => answer.data.change.__typename);
  expect(kinds.filter((kind) => kind === 'OrderChanged')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'IllegalStatusChange')).toHaveLength(9);
  expect(await stockOf(graph, 'ONCE')).toBe(10);
});

test('of many concurrent registrations of one address on a serializable database one gets it, and none fails', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => registerUser(graph, 'race@example.com')),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const kinds = answers.map(({ data }) => data.registerUser.__typename);
  expect(kinds.filter((kind) => kind === 'UserRegistered')).toHaveLength(1);
});

async function connectAsAdmin(): Promise<pg.Client> {
  const url = new URL(inject('postgresAdminUrl'));
  url.pathname = new URL(graph.orders.databaseUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
