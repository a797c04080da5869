import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Line, placeOrder, readLedger, stockOf, stockProduct } from './graph/orders.ts';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;
const buyer = customer(2);

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

beforeEach(async () => {
  await stockProduct(graph, { sku: 'TEA', amount: 350, stock: 10 });
  await stockProduct(graph, { sku: 'CUP', amount: 1199, stock: 5 });
  await stockProduct(graph, { sku: 'FOREIGN', amount: 100, currency: 'USD', stock: 5 });
});

test('an order is placed for the viewer at the prices of the catalogue, and takes its stock', async () => {
  const { data, errors } = await placeOrder(graph, buyer, [
    ['TEA', 3],
    ['CUP', 2],
  ]);
  expect(errors).toEqual([]);
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  expect(data.placeOrder.order).toMatchObject({
    status: 'PLACED',
    customer: { id: userId(2) },
    total: eur(3448),
    lines: [
      { product: { sku: 'TEA', stock: 7 }, quantity: 3, unitPrice: eur(350), total: eur(1050) },
      { product: { sku: 'CUP', stock: 3 }, quantity: 2, unitPrice: eur(1199), total: eur(2398) },
    ],
  });
  expect([await stockOf(graph, 'TEA'), await stockOf(graph, 'CUP')]).toEqual([7, 3]);
  expect(Math.abs(Date.parse(data.placeOrder.order.placedAt) - Date.now())).toBeLessThan(60_000);
});

test('an order keeps its prices when the catalogue changes', async () => {
  const { data } = await placeOrder(graph, buyer, [['TEA', 1]]);
  await stockProduct(graph, { sku: 'TEA', amount: 999_999 });
  const read = await graph.ask(
    `{ order(id: "${data.placeOrder.order.id}") { total { amount } lines { unitPrice { amount } product { price { amount } } } } }`,
    { as: buyer },
  );
  expect(read.data.order).toEqual({
    total: { amount: 350 },
    lines: [{ unitPrice: { amount: 350 }, product: { price: { amount: 999_999 } } }],
  });
});

test('the last piece can be ordered, and one more than there is cannot', async () => {
  const before = await readLedger(graph);
  const tooMany = await placeOrder(graph, buyer, [
    ['TEA', 11],
    ['CUP', 1],
  ]);
  expect(tooMany.errors).toEqual([]);
  expect(tooMany.data.placeOrder).toEqual({
    __typename: 'OutOfStock',
    message: 'There is not enough of: TEA (10 left).',
    products: [{ sku: 'TEA', stock: 10 }],
  });
  expect(await readLedger(graph)).toEqual(before);
  const all = await placeOrder(graph, buyer, [['TEA', 10]]);
  expect(all.data.placeOrder.__typename).toBe('OrderPlaced');
  expect(await stockOf(graph, 'TEA')).toBe(0);
});

test('skus that the catalogue does not have are named, and nothing is taken', async () => {
  const before = await readLedger(graph);
  const skus = ['NONE', '', 'tea', 'NUL\u0000', 'X'.repeat(65)];
  const { data, errors } = await placeOrder(graph, buyer, [['TEA', 1], ...skus.map((sku): Line => [sku, 1])]);
  expect(errors).toEqual([]);
  expect(data.placeOrder).toMatchObject({ __typename: 'ProductNotFound', skus });
  expect(await readLedger(graph)).toEqual(before);
});

test('products of two currencies are refused with both', async () => {
  const before = await readLedger(graph);
  const { data, errors } = await placeOrder(graph, buyer, [
    ['TEA', 1],
    ['FOREIGN', 1],
  ]);
  expect(errors).toEqual([]);
  expect(data.placeOrder.__typename).toBe('MixedCurrencies');
  expect([...data.placeOrder.currencies].sort()).toEqual(['EUR', 'USD']);
  expect(await readLedger(graph)).toEqual(before);
});

test('two orders in one operation each show the stock that they left', async () => {
  const place = (key: string) =>
    `placeOrder(input: { idempotencyKey: "${key}", lines: [{ sku: "TEA", quantity: 4 }] }) {
      ... on OrderPlaced { order { lines { product { stock } } customer { orderStats { count } } } }
    }`;
  const { data, errors } = await graph.ask(
    `mutation { one: ${place('first of two')} two: ${place('second of two')} }`,
    {
      as: customer(50),
    },
  );
  expect(errors).toEqual([]);
  const [one, two] = [data.one.order, data.two.order];
  expect([one.lines[0].product.stock, two.lines[0].product.stock]).toEqual([6, 2]);
  expect(two.customer.orderStats.count).toBe(one.customer.orderStats.count + 1);
});
