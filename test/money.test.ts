import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrder, stockProduct } from './graph/orders.ts';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

/** Registers a customer, who has no orders yet. */
async function newCustomer(name: string) {
  const { data } = await graph.ask(
    `mutation { registerUser(input: { email: "${name}@example.com", name: "${name}" }) { ... on UserRegistered { user { id } } } }`,
  );
  return { subject: data.registerUser.user.id, scopes: [] };
}

test('a price beyond 32 bits stays exact in product, line, total and spending', async () => {
  const amount = 2 ** 31 + 7;
  await stockProduct(graph, { sku: 'PLANET', amount, stock: 10_000 });
  const buyer = await newCustomer('planets');
  const { data, errors } = await placeOrder(graph, buyer, [['PLANET', 9_999]]);
  expect(errors).toEqual([]);
  const { order } = data.placeOrder;
  expect(order.lines[0].unitPrice.amount).toBe(amount);
  expect([order.total.amount, order.lines[0].total.amount]).toEqual([21_472_689_066_345, 21_472_689_066_345]);
  await graph.ask(`mutation { payOrder(id: "${order.id}") { __typename } }`, { as: buyer });
  const read = await graph.ask(
    '{ me { orderStats { spent { amount currency } } tier } product(sku: "PLANET") { price { amount } } }',
    { as: buyer },
  );
  expect(read.errors).toEqual([]);
  expect(read.data).toEqual({
    me: { orderStats: { spent: [{ amount: 21_472_689_066_345, currency: 'EUR' }] }, tier: 'GOLD' },
    product: { price: { amount } },
  });
});

test('the dearest order that can be placed stays exact to the last cent', async () => {
  const lines = Array.from({ length: 50 }, (_, n) => [`STAR-${n}`, 10_000] as const);
  await graph.orders.sql(
    `insert into products (sku, name, price_amount, price_currency, stock)
     select 'STAR-' || n, 'Star', 9999999999, 'EUR', 10000 from generate_series(0, 49) as n`,
  );
  const { data, errors } = await placeOrder(graph, await newCustomer('stars'), lines);
  expect(errors).toEqual([]);
  expect(data.placeOrder.order.total.amount).toBe(4_999_999_999_500_000);
});

test('spending is summed by currency, over paid orders that are not cancelled', async () => {
  const { subject } = await newCustomer('traveller');
  const orders = [
    ['PLACED', 1, 'EUR'],
    ['PAID', 10, 'EUR'],
    ['SHIPPED', 100, 'EUR'],
    ['DELIVERED', 1000, 'EUR'],
    ['CANCELLED', 10_000, 'EUR'],
    ['PAID', 5, 'JPY'],
    ['CANCELLED', 5, 'CHF'],
    ['PLACED', 5, 'USD'],
  ];
  for (const [status, amount, currency] of orders) {
    await graph.orders.sql(
      `insert into orders (customer_id, status, total_amount, currency, idempotency_key)
       values ($1, $2, $3, $4, gen_random_uuid())`,
      [subject, status, amount, currency],
    );
  }
  const { data, errors } = await graph.ask(
    `{ user(id: "${subject}") { orderStats { count spent { amount currency } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.user.orderStats).toEqual({
    count: 6,
    spent: [
      { amount: 1110, currency: 'EUR' },
      { amount: 5, currency: 'JPY' },
    ],
  });
});

test('a product that costs nothing can be ordered', async () => {
  await stockProduct(graph, { sku: 'GIFT', amount: 0 });
  const { data, errors } = await placeOrder(graph, customer(3), [['GIFT', 2]]);
  expect(errors).toEqual([]);
  expect(data.placeOrder.order).toMatchObject({ total: { amount: 0, currency: 'EUR' } });
});

test('a customer whose spending exceeds a number does not affect the others of a list', async () => {
  await graph.orders.sql(
    `insert into orders (customer_id, status, total_amount, currency, idempotency_key)
     select $1, 'PAID', 5000000000000000, 'EUR', 'huge ' || n from generate_series(1, 2) as n`,
    [userId(60)],
  );
  const { data, errors } = await graph.ask(
    '{ users(first: 100) { nodes { id tier orderStats { count } } } }',
  );
  const without = data.users.nodes.filter(({ orderStats }: { orderStats: unknown }) => orderStats === null);
  expect(without).toEqual([{ id: userId(60), tier: null, orderStats: null }]);
  expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['LIMIT_EXCEEDED']));
});
