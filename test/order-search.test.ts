import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, orderId, staff } from './graph/people.ts';
import { runSql } from './graph/run-sql.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

type Search = Readonly<Record<string, unknown>>;

/** Returns the ids that a search of orders finds, newest first, and checks that the count agrees. */
async function find(search: Search, as = staff, filter: Search = {}): Promise<readonly string[]> {
  const { data, errors } = await graph.ask(
    `query ($search: OrderSearch, $filter: OrderFilter) {
      orders(first: 100, search: $search, filter: $filter) { nodes { id } totalCount }
    }`,
    { as, variables: { search, filter } },
  );
  expect(errors).toEqual([]);
  const ids = data.orders.nodes.map(({ id }: { id: string }) => id);
  expect(data.orders.totalCount).toBeGreaterThanOrEqual(ids.length);
  if (ids.length < 100) expect(data.orders.totalCount).toBe(ids.length);
  return ids;
}

/** Returns the ids that SQL finds, newest first. */
async function selectIds(condition: string, ...values: readonly unknown[]): Promise<readonly unknown[]> {
  const rows = await graph.orders.sql(
    `select id from orders where ${condition} order by placed_at desc, id desc limit 100`,
    values,
  );
  expect(rows.length).toBeGreaterThan(0);
  return rows.map(({ id }) => id);
}

test('an order is found by the end of its id in any case, and by its whole id', async () => {
  const id = orderId(171);
  expect(await find({ number: id.slice(-6).toUpperCase() })).toEqual([id]);
  expect(await find({ number: id.toUpperCase() })).toEqual([id]);
  expect(await find({ number: 'abcdef' })).toEqual([]);
});

test('orders are found by a part of the name or the SKU of a product', async () => {
  const sql =
    'exists (select from order_lines l join products p using (sku) where l.order_id = orders.id and p.sku = $1)';
  const [{ sku, name } = {}] = await graph.orders.sql(
    'select sku, name from products where sku = (select sku from order_lines order by sku limit 1)',
  );
  const expected = await selectIds(sql, sku);
  expect(await find({ product: String(sku).toLowerCase() })).toEqual(expected);
  expect(await find({ product: String(name).toUpperCase() })).toEqual(expected);
  expect(await find({ product: '%' })).toEqual([]);
});

test('orders are found by the time at which they were placed, from one moment until before another', async () => {
  const [first, second] = await graph.orders.sql(
    'select placed_at from orders order by placed_at offset 20 limit 2',
  );
  const at = ({ placed_at }: Readonly<Record<string, unknown>> = {}) => new Date(String(placed_at));
  const [from, before] = [at(first).toISOString(), at(second).toISOString()];
  const expected = await selectIds('placed_at >= $1 and placed_at < $2', from, before);
  expect(await find({ placedFrom: from, placedBefore: before })).toEqual(expected);
});

test('a search finds only orders that the viewer may see and that pass the filter', async () => {
  const buyer = customer(2);
  const own = await selectIds("customer_id = $1 and status = 'DELIVERED'", buyer.subject);
  const all = { placedBefore: '2100-01-01T00:00:00.000Z' };
  expect(await find(all, buyer, { status: 'DELIVERED' })).toEqual(own);
  const others = await selectIds('customer_id <> $1', buyer.subject);
  expect(await find({ number: String(others[0]) }, buyer)).toEqual([]);
});

test.each([
  [{ number: 'abc' }, '"number"'],
  [{ number: 'ABC%' }, '"number"'],
  [{ number: '' }, '"number"'],
  [{ product: '' }, '"product"'],
  [{ product: 'x'.repeat(101) }, '"product"'],
  [{ product: 'a\u0000' }, '"product"'],
])('the search %j is refused by the name of its field', async (search, field) => {
  const { data, errors } = await graph.ask(
    'query ($search: OrderSearch) { orders(search: $search) { totalCount } }',
    { variables: { search } },
  );
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { message: expect.stringContaining(field), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test('the database finds a number by an index', async () => {
  const url = new URL(graph.orders.databaseUrl);
  // A few rows are read faster without an index.
  url.searchParams.set('options', '-c enable_seqscan=off');
  const plan = await runSql(
    url.href,
    "explain select * from orders where reverse(id::text) like reverse('abcdef') || '%'",
  );
  expect(JSON.stringify(plan)).toContain('orders_by_number');
});

test('products are found by a part of their name or SKU, and by their stock', async () => {
  const { data, errors } = await graph.ask(`{
    named: products(filter: { search: "MUG" }) { nodes { name } totalCount }
    gone: products(filter: { maxStock: 0 }) { nodes { stock } totalCount }
    both: products(filter: { maxStock: 0, search: "mug" }) { totalCount }
    all: products(filter: {}) { totalCount }
  }`);
  expect(errors).toEqual([]);
  expect(data.named.nodes.every(({ name }: { name: string }) => /mug/i.test(name))).toBe(true);
  expect(data.named.totalCount).toBe(data.named.nodes.length);
  expect(data.gone.nodes.length).toBeGreaterThan(0);
  expect(data.gone.nodes.every(({ stock }: { stock: number }) => stock === 0)).toBe(true);
  expect(data.both.totalCount).toBe(0);
  expect(data.all.totalCount).toBeGreaterThan(data.named.totalCount);
});
