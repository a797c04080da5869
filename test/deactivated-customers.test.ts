import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeOrder, placeOrder, readLedger, stockOf, stockProduct } from './graph/orders.ts';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
  await stockProduct(graph, { sku: 'TEA', amount: 350, stock: 100 });
});

afterAll(() => graph.stop());

const deactivated = {
  __typename: 'CustomerDeactivated',
  message: 'The customer is deactivated and cannot order.',
};

async function deactivateUser(n: number): Promise<void> {
  const { errors } = await graph.ask(`mutation { deactivateUser(id: "${userId(n)}") { __typename } }`);
  expect(errors).toEqual([]);
}

/** Deactivates a user, and waits until the orders service knows. */
async function deactivate(n: number): Promise<void> {
  await deactivateUser(n);
  await expect.poll(() => knownStatus(n)).toBe('DEACTIVATED');
}

async function knownStatus(n: number): Promise<unknown> {
  return (await graph.orders.sql('select status from customers where id = $1', [userId(n)]))[0]?.status;
}

async function place(n: number, quantity: number, key?: string): Promise<string> {
  const { data, errors } = await placeOrder(graph, customer(n), [['TEA', quantity]], key);
  expect(errors).toEqual([]);
  return data.placeOrder.order.id;
}

async function historyOf(id: string) {
  const { data } = await graph.ask(`{ order(id: "${id}") { history { status reason by { id } } } }`);
  return data.order.history;
}

async function statusesOf(n: number): Promise<readonly unknown[]> {
  const rows = await graph.orders.sql(
    "select status from orders where customer_id = $1 and idempotency_key not like 'demo-%' order by placed_at, id",
    [userId(n)],
  );
  return rows.map(({ status }) => status);
}

test('orders that a deactivated user has not paid are cancelled once: their stock is back, and the history says why', async () => {
  const before = Number(await stockOf(graph, 'TEA'));
  const [first, paid] = [await place(31, 1), await place(31, 2)];
  await place(31, 4);
  await changeOrder(graph, paid, 'PAID', customer(31));
  await deactivate(31);
  expect(await statusesOf(31)).toEqual(['CANCELLED', 'PAID', 'CANCELLED']);
  expect(await stockOf(graph, 'TEA')).toBe(before - 2);
  expect(await historyOf(first)).toEqual([
    { status: 'PLACED', reason: null, by: { id: userId(31) } },
    { status: 'CANCELLED', reason: 'CUSTOMER_DEACTIVATED', by: null },
  ]);
  // A second request changes nothing, and emits no event.
  await deactivateUser(31);
  await deactivate(30);
  expect(await stockOf(graph, 'TEA')).toBe(before - 2);
  expect(await historyOf(first)).toHaveLength(2);
});

test('a deactivated customer is refused before anything else is said about the order, and nothing is taken', async () => {
  await deactivate(32);
  const before = await readLedger(graph);
  for (const line of [
    ['TEA', 1],
    ['TEA', 9_999],
    ['NONE', 1],
  ] as const) {
    const { data, errors } = await placeOrder(graph, customer(32), [line]);
    expect(errors).toEqual([]);
    expect(data.placeOrder).toEqual(deactivated);
  }
  expect(await readLedger(graph)).toEqual(before);
});

test('repeating a request from before the deactivation still returns its order', async () => {
  const first = await place(33, 1, 'before deactivation');
  await deactivate(33);
  expect(await place(33, 1, 'before deactivation')).toBe(first);
});

test('orders that are placed while a deactivation is on its way are refused or cancelled, never kept', async () => {
  const before = Number(await stockOf(graph, 'TEA'));
  const customers = [34, 35, 36, 37];
  const attempts = customers.flatMap((n) => [
    ...Array.from({ length: 4 }, () => placeOrder(graph, customer(n), [['TEA', 1]])),
    deactivateUser(n),
    ...Array.from({ length: 4 }, () => placeOrder(graph, customer(n), [['TEA', 1]])),
  ]);
  await Promise.all(attempts);
  for (const n of customers) {
    await expect.poll(() => knownStatus(n)).toBe('DEACTIVATED');
    expect(await statusesOf(n)).not.toContain('PLACED');
  }
  expect(await stockOf(graph, 'TEA')).toBe(before);
});

test('a customer whose user is active again can order, and cancelled orders stay cancelled', async () => {
  await place(38, 1);
  await deactivate(38);
  await graph.users.sql("update users set status = 'ACTIVE' where id = $1", [userId(38)]);
  await expect.poll(() => knownStatus(38)).toBe('ACTIVE');
  await place(38, 1);
  expect(await statusesOf(38)).toEqual(['CANCELLED', 'PLACED']);
});

test('an order whose customer cannot be locked fails, and its products are not called unknown', async () => {
  // As if another transaction deleted the row after each attempt to insert it.
  await graph.orders.sql(`
    delete from customers where id = '${userId(41)}';
    create function drop_row() returns trigger language plpgsql as 'begin return null; end';
    create trigger drop_row before insert on customers for each row
      when (new.id = '${userId(41)}') execute function drop_row()`);
  const before = await readLedger(graph);
  const { data, errors } = await placeOrder(graph, customer(41), [['TEA', 1]]);
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  expect(await readLedger(graph)).toEqual(before);
});

test('a writer that does not ask, such as an older release, cannot place an order of a deactivated customer', async () => {
  await deactivate(39);
  const insert = graph.orders.sql(
    `insert into orders (customer_id, total_amount, currency, idempotency_key) values ($1, 1, 'EUR', 'unasked')`,
    [userId(39)],
  );
  await expect(insert).rejects.toMatchObject({ constraint: 'orders_are_of_active_customers' });
});
