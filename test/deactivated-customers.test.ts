import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrder, readLedger, stockProduct } from './graph/orders.ts';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
  await stockProduct(graph, { sku: 'TEA', amount: 350, stock: 10 });
});

afterAll(() => graph.stop());

/** Deactivates a customer where the orders service keeps them. */
async function deactivate(n: number): Promise<void> {
  await graph.orders.sql(
    `insert into customers (id, status) values ($1, 'DEACTIVATED')
     on conflict (id) do update set status = excluded.status`,
    [userId(n)],
  );
}

const deactivated = {
  __typename: 'CustomerDeactivated',
  message: 'The customer is deactivated and cannot order.',
};

test('a deactivated customer is refused before anything else is said about the order, and nothing is taken', async () => {
  await deactivate(31);
  const before = await readLedger(graph);
  for (const line of [
    ['TEA', 1],
    ['TEA', 11],
    ['NONE', 1],
  ] as const) {
    const { data, errors } = await placeOrder(graph, customer(31), [line]);
    expect(errors).toEqual([]);
    expect(data.placeOrder).toEqual(deactivated);
  }
  expect(await readLedger(graph)).toEqual(before);
});

test('repeating a request from before the deactivation still returns its order', async () => {
  const place = () => placeOrder(graph, customer(32), [['TEA', 1]], 'before deactivation');
  const first = await place();
  await deactivate(32);
  expect((await place()).data.placeOrder.order.id).toBe(first.data.placeOrder.order.id);
});

test('a writer that does not ask, such as an older release, cannot place an order of a deactivated customer', async () => {
  await deactivate(33);
  const insert = graph.orders.sql(
    `insert into orders (customer_id, total_amount, currency, idempotency_key) values ($1, 1, 'EUR', 'unasked')`,
    [userId(33)],
  );
  await expect(insert).rejects.toMatchObject({ constraint: 'orders_are_of_active_customers' });
});
