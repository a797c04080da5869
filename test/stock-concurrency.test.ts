import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Line, placeOrder, stockOf, stockProduct } from './graph/orders.ts';
import { customer } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

test('of 50 concurrent orders of a product with 10 pieces exactly 10 are placed', async () => {
  await stockProduct(graph, { sku: 'SCARCE', stock: 10 });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => placeOrder(graph, customer(1 + n), [['SCARCE', 1]])),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const kinds = answers.map(({ data }) => data.placeOrder.__typename);
  expect(kinds.filter((kind) => kind === 'OrderPlaced')).toHaveLength(10);
  expect(kinds.filter((kind) => kind === 'OutOfStock')).toHaveLength(40);
  expect(await stockOf(graph, 'SCARCE')).toBe(0);
  const [taken] = await graph.orders.sql(
    "select sum(quantity)::int as pieces from order_lines where sku = 'SCARCE'",
  );
  expect(taken).toEqual({ pieces: 10 });
});

test('orders of several products in opposite sequence do not deadlock', async () => {
  const skus = ['DEAD-A', 'DEAD-B', 'DEAD-C', 'DEAD-D'];
  for (const sku of skus) await stockProduct(graph, { sku, stock: 100 });
  const forth = skus.map((sku): Line => [sku, 1]);
  const back = [...forth].reverse();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => placeOrder(graph, customer(2), n % 2 === 0 ? forth : back)),
  );
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  expect(new Set(answers.map(({ data }) => data.placeOrder.__typename))).toEqual(new Set(['OrderPlaced']));
  expect(await Promise.all(skus.map((sku) => stockOf(graph, sku)))).toEqual([60, 60, 60, 60]);
});

test('orders that are placed and cancelled at the same time leave the stock as it was', async () => {
  const skus = ['SWAP-A', 'SWAP-B', 'SWAP-C'];
  for (const sku of skus) await stockProduct(graph, { sku, stock: 1000 });
  const lines = skus.map((sku): Line => [sku, 2]);
  const placeAndCancel = async (n: number): Promise<unknown> => {
    const placed = await placeOrder(graph, customer(2), n % 2 === 0 ? lines : [...lines].reverse());
    expect(placed.errors).toEqual([]);
    const { data, errors } = await graph.ask(
      `mutation { cancelOrder(id: "${placed.data.placeOrder.order.id}") { __typename } }`,
    );
    expect(errors).toEqual([]);
    return data.cancelOrder.__typename;
  };
  const kinds = await Promise.all(Array.from({ length: 20 }, (_, n) => placeAndCancel(n)));
  expect(new Set(kinds)).toEqual(new Set(['OrderChanged']));
  expect(await Promise.all(skus.map((sku) => stockOf(graph, sku)))).toEqual([1000, 1000, 1000]);
});
