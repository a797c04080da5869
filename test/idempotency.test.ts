import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Answer } from './graph/answer.ts';
import { type Line, placeOrder, stockOf, stockProduct } from './graph/orders.ts';
import { customer } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;
const buyer = customer(2);

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

beforeEach(async () => {
  await stockProduct(graph, { sku: 'TEA', amount: 350, stock: 10 });
  await stockProduct(graph, { sku: 'CUP', amount: 1199, stock: 10 });
});

function idOf({ data, errors }: Answer): string {
  expect(errors).toEqual([]);
  expect(data.placeOrder.__typename).toBe('OrderPlaced');
  return data.placeOrder.order.id;
}

test('a repeat returns the first order and takes no stock', async () => {
  const lines: readonly Line[] = [
    ['TEA', 2],
    ['CUP', 1],
  ];
  const first = idOf(await placeOrder(graph, buyer, lines, 'repeated'));
  expect(idOf(await placeOrder(graph, buyer, lines, 'repeated'))).toBe(first);
  expect(idOf(await placeOrder(graph, buyer, [...lines].reverse(), 'repeated'))).toBe(first);
  expect([await stockOf(graph, 'TEA'), await stockOf(graph, 'CUP')]).toEqual([8, 9]);
});

test('a repeat returns the first order although the catalogue has changed and nothing is left', async () => {
  const first = idOf(await placeOrder(graph, buyer, [['TEA', 10]], 'changed catalogue'));
  await stockProduct(graph, { sku: 'TEA', amount: 1, currency: 'USD', stock: 0 });
  expect(idOf(await placeOrder(graph, buyer, [['TEA', 10]], 'changed catalogue'))).toBe(first);
});

test('a repeat returns the first order as it is now', async () => {
  const id = idOf(await placeOrder(graph, buyer, [['TEA', 1]], 'cancelled meanwhile'));
  await graph.ask(`mutation { cancelOrder(id: "${id}") { __typename } }`, { as: buyer });
  const repeat = await placeOrder(graph, buyer, [['TEA', 1]], 'cancelled meanwhile');
  expect(repeat.data.placeOrder.order).toMatchObject({ id, status: 'CANCELLED' });
  expect(await stockOf(graph, 'TEA')).toBe(10);
});

test.each([1, 10])('20 concurrent equal orders are one order, with a stock of %i', async (stock) => {
  await stockProduct(graph, { sku: 'TEA', stock });
  const key = `at once with ${stock}`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => placeOrder(graph, buyer, [['TEA', 1]], key)),
  );
  expect(new Set(answers.map(idOf)).size).toBe(1);
  expect(await stockOf(graph, 'TEA')).toBe(stock - 1);
  const rows = await graph.orders.sql('select id from orders where idempotency_key = $1', [key]);
  expect(rows).toHaveLength(1);
});

test.each<[what: string, other: readonly Line[]]>([
  ['another quantity', [['TEA', 2]]],
  ['another product', [['CUP', 1]]],
  [
    'one line more',
    [
      ['TEA', 1],
      ['CUP', 1],
    ],
  ],
  ['an unknown product', [['NONE', 1]]],
])('the key of an order with %s is a conflict that shows the order', async (what, other) => {
  const id = idOf(await placeOrder(graph, buyer, [['TEA', 1]], what));
  const { data, errors } = await placeOrder(graph, buyer, other, what);
  expect(errors).toEqual([]);
  expect(data.placeOrder).toEqual({
    __typename: 'IdempotencyKeyReused',
    message: 'This idempotency key was used before, for an order with other lines.',
    order: { id },
  });
  expect([await stockOf(graph, 'TEA'), await stockOf(graph, 'CUP')]).toEqual([9, 10]);
});

test('of concurrent orders of different products with one key, one is placed and the others conflict with it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      placeOrder(graph, buyer, [[n % 2 === 0 ? 'TEA' : 'CUP', 1]], 'crossing'),
    ),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const kinds = answers.map(({ data }) => data.placeOrder.__typename);
  expect(kinds.filter((kind) => kind === 'OrderPlaced')).toHaveLength(10);
  expect(kinds.filter((kind) => kind === 'IdempotencyKeyReused')).toHaveLength(10);
  expect(new Set(answers.map(({ data }) => data.placeOrder.order.id)).size).toBe(1);
  const left = [await stockOf(graph, 'TEA'), await stockOf(graph, 'CUP')];
  expect(left.sort()).toEqual([10, 9]);
});

test('a key that was refused can be used again', async () => {
  const refused = await placeOrder(graph, buyer, [['TEA', 11]], 'refused at first');
  expect(refused.data.placeOrder.__typename).toBe('OutOfStock');
  idOf(await placeOrder(graph, buyer, [['TEA', 10]], 'refused at first'));
});

test('the keys of two customers do not conflict', async () => {
  const one = idOf(await placeOrder(graph, buyer, [['TEA', 1]], 'shared'));
  const other = idOf(await placeOrder(graph, customer(3), [['CUP', 3]], 'shared'));
  expect(other).not.toBe(one);
  expect([await stockOf(graph, 'TEA'), await stockOf(graph, 'CUP')]).toEqual([9, 7]);
});

test('keys differ by case, and may hold any character', async () => {
  const keys = ['Key', 'key', ' key', "'; drop table orders; --", '🔑'.repeat(100)];
  const ids: string[] = [];
  for (const key of keys) ids.push(idOf(await placeOrder(graph, buyer, [['TEA', 1]], key)));
  expect(new Set(ids).size).toBe(keys.length);
});

test.each([
  ['empty', ''],
  ['of 101 characters', 'x'.repeat(101)],
  ['with the character NUL', 'a\u0000'],
])('a key that is %s is refused', async (_, key) => {
  const { data, errors } = await placeOrder(graph, buyer, [['TEA', 1]], key);
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { message: expect.stringContaining('"idempotencyKey" must'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(await stockOf(graph, 'TEA')).toBe(10);
});
