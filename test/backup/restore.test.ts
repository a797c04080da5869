import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, userId } from '../graph/people.ts';
import { type ProductionGraph, startProductionGraph } from '../graph/production-graph.ts';
import { runSql } from '../graph/run-sql.ts';
import { type ArchivedPostgres, startArchivedPostgres } from './archived-postgres.ts';

type Urls = Readonly<Record<'users' | 'orders', string>>;

/** All that the services keep, without the times of deliveries. */
const contents = {
  users: [
    'select id, email, name, status, created_at, updated_at from users order by id',
    'select id, user_id, status, amount, currency from reported_orders order by id',
    'select user_id, most from spending order by user_id',
  ],
  orders: [
    'select * from orders order by id',
    'select * from order_lines order by order_id, position',
    'select * from order_changes order by id',
    'select sku, stock from products order by sku',
    'select id, status from customers order by id',
  ],
} as const;

let postgres: ArchivedPostgres;

beforeAll(async () => {
  postgres = await startArchivedPostgres();
});

afterAll(() => postgres.stop());

test('both databases are restored to one moment, agree with each other, and events that come again change nothing', {
  timeout: 240_000,
}, async () => {
  const urls = { users: await postgres.provision('users'), orders: await postgres.provision('orders') };
  const graph = await startProductionGraph({}, urls);
  await runSql(urls.orders, "insert into products values ('MUG', 'A mug', 900, 'EUR', 1000)");
  await placeOrders(graph, 'before the backup');
  await postgres.backUp();
  await placeOrders(graph, 'after the backup');
  await runSql(urls.users, "update users set status = 'DEACTIVATED' where id = $1", [userId(3)]);
  await settle(urls);
  const kept = await readAll(urls);
  await postgres.mark('before the accident');
  await placeOrders(graph, 'after the moment');
  await runSql(urls.orders, "update orders set status = 'CANCELLED'");
  await graph.stop();

  const { port } = await postgres.restore('before the accident');
  const restored = { users: withPort(urls.users, port), orders: withPort(urls.orders, port) };
  expect(await readAll(restored)).toEqual(kept);
  const customers = await runSql(restored.orders, 'select distinct customer_id as id from orders');
  const known = new Set((await runSql(restored.users, 'select id from users')).map(({ id }) => id));
  expect(customers.filter(({ id }) => !known.has(id))).toEqual([]);

  // Every event comes again, as if no service had seen it.
  for (const url of Object.values(restored)) await runSql(url, 'delete from feed_cursor; delete from inbox');
  const again = await startProductionGraph({}, restored);
  await settle(restored);
  expect(await readAll(restored)).toEqual(kept);
  await placeOrders(again, 'after the restore');
  await again.stop();
});

async function placeOrders({ post }: ProductionGraph, key: string): Promise<void> {
  for (const n of [1, 2, 3]) {
    const query = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }`;
    const input = { lines: [{ sku: 'MUG', quantity: n }], idempotencyKey: `${key} ${n}` };
    const { data, errors } = await (await post(query, { as: customer(2), variables: { input } })).json();
    expect([data, errors]).toEqual([{ placeOrder: { __typename: 'OrderPlaced' } }, undefined]);
  }
}

/** Waits until each service has handled all events of the other. Orders that a deactivation cancels are further events. */
async function settle({ users, orders }: Urls): Promise<void> {
  const missing = async (from: string, to: string, types: string): Promise<number> => {
    const emitted = await runSql(from, 'select from outbox where type ~ $1', [types]);
    return emitted.length - (await runSql(to, 'select from inbox')).length;
  };
  const left = async () => [
    await missing(users, orders, '^user-(updated|deactivated|restated)$'),
    await missing(orders, users, '^order-'),
  ];
  await expect.poll(left, { timeout: 60_000 }).toEqual([0, 0]);
}

async function readAll(urls: Urls): Promise<unknown> {
  const read = (name: 'users' | 'orders') =>
    Promise.all(contents[name].map((sql) => runSql(urls[name], sql)));
  return { users: await read('users'), orders: await read('orders') };
}

function withPort(url: string, port: number): string {
  return Object.assign(new URL(url), { port: String(port) }).href;
}
