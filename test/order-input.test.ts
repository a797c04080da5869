import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Line, placeOrder, readLedger, stockProduct } from './graph/orders.ts';
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
  await stockProduct(graph, { sku: 'CUP', amount: 1199, stock: 5 });
  await stockProduct(graph, { sku: 'FOREIGN', amount: 100, currency: 'USD', stock: 5 });
});

test.each<[what: string, code: string, lines: readonly Line[], message: RegExp]>([
  ['no lines', 'BAD_USER_INPUT', [], /"lines" must not be empty/],
  ['a quantity of 0', 'BAD_USER_INPUT', [['TEA', 0]], /"TEA" must be from 1 to 10000, but is 0/],
  ['a negative quantity', 'BAD_USER_INPUT', [['TEA', -1]], /"TEA" must be from 1 to 10000, but is -1/],
  ['a quantity of 10,001', 'BAD_USER_INPUT', [['TEA', 10_001]], /"TEA" must be from 1 to 10000/],
  ['a quantity beyond 32 bits', 'BAD_USER_INPUT', [['TEA', 2 ** 31]], /32-bit signed integer/],
  ['half a piece', 'BAD_USER_INPUT', [['TEA', 0.5]], /non-integer/],
  [
    'the same sku twice',
    'BAD_USER_INPUT',
    [
      ['TEA', 1],
      ['CUP', 1],
      ['TEA', 2],
    ],
    /"TEA" stands in two/,
  ],
  [
    '51 lines',
    'LIMIT_EXCEEDED',
    Array.from({ length: 51 }, (_, n): Line => [`S${n}`, 1]),
    /at most 50, but are 51/,
  ],
])('an order with %s is refused with a clear error', async (_, code, lines, message) => {
  const before = await readLedger(graph);
  const { data, errors } = await placeOrder(graph, buyer, lines);
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code } }]);
  expect(await readLedger(graph)).toEqual(before);
});

test('an order of 50 lines of 10,000 pieces is placed', async () => {
  const lines = Array.from({ length: 50 }, (_, n): Line => [`BULK-${n}`, 10_000]);
  await graph.orders.sql(
    `insert into products (sku, name, price_amount, price_currency, stock)
     select 'BULK-' || n, 'Bulk', 100, 'EUR', 10000 from generate_series(0, 49) as n`,
  );
  const { data, errors } = await placeOrder(graph, buyer, lines);
  expect(errors).toEqual([]);
  expect(data.placeOrder.order.lines.map(({ product }: { product: { sku: string } }) => product.sku)).toEqual(
    lines.map(([sku]) => sku),
  );
});

test('a caller who is not a user of the graph cannot order', async () => {
  const { data, errors } = await placeOrder(graph, { subject: 'a service', scopes: ['orders:manage'] }, [
    ['TEA', 1],
  ]);
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { path: ['placeOrder'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } },
  ]);
});
