import { afterAll, beforeAll, expect, test } from 'vitest';
import { userId } from './graph/people.ts';
import { awaitProjections } from './graph/projections.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

/** The customer whose orders are paged through. */
const buyer = userId(2);

beforeAll(async () => {
  graph = await startTestGraph();
  // Otherwise users change their position while the list is walked.
  await awaitProjections(graph);
});

afterAll(() => graph.stop());

interface Edge {
  readonly cursor: string;
  readonly node: { readonly id: string };
}

interface Connection {
  readonly edges: readonly Edge[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A list as a query selects it. `%` is replaced by its page arguments. */
interface List {
  readonly query: string;
  readonly read: (data: unknown) => Connection;
}

const page = '{ edges { cursor node { id } } pageInfo { hasNextPage endCursor } }';
const users: List = { query: `{ list: users(%) ${page} }`, read: listOf };
const usersBySpending: List = { query: `{ list: users(%, orderBy: SPENT_DESC) ${page} }`, read: listOf };
const orders: List = { query: `{ list: orders(%) ${page} }`, read: listOf };
const ordersOfBuyer: List = {
  query: `{ user(id: "${buyer}") { list: orders(%) ${page} } }`,
  read: (data) => listOf(Reflect.get(Object(data), 'user')),
};
const products: List = {
  query: '{ list: products(%) { edges { cursor node { id: sku } } pageInfo { hasNextPage endCursor } } }',
  read: listOf,
};

/** Returns the ids of a list from beginning to end. `betweenPages` runs after each page. */
async function walk(
  { query, read }: List,
  first: number,
  betweenPages: (seen: readonly string[]) => Promise<unknown> = async () => undefined,
): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const args = `first: ${first}, after: ${JSON.stringify(after)}`;
    const { data, errors } = await graph.ask(query.replace('%', args));
    expect(errors).toEqual([]);
    const { edges, pageInfo } = read(data);
    seen.push(...edges.map(({ node }) => node.id));
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    if (!pageInfo.hasNextPage) return seen;
    expect(edges).toHaveLength(first);
    await betweenPages(seen);
    after = pageInfo.endCursor;
  }
}

async function idsOf(subgraph: 'users' | 'orders', sql: string): Promise<readonly unknown[]> {
  return (await graph[subgraph].sql(sql)).map(({ id }) => id);
}

test('walking the users page by page gives each once, through equal timestamps', async () => {
  await graph.users.sql("update users set created_at = '2026-02-01T00:00:00.123Z' where name < 'F'");
  const expected = await idsOf('users', 'select id from users order by created_at desc, id desc');
  for (const first of [7, 60]) expect(await walk(users, first)).toEqual(expected);
});

test('walking the users by spending gives each once, through equal amounts', async () => {
  const expected = await idsOf(
    'users',
    'select id from users join spending on user_id = id order by most desc, id desc',
  );
  for (const first of [7, 60]) expect(await walk(usersBySpending, first)).toEqual(expected);
});

test('walking the orders page by page gives each once, through equal timestamps', async () => {
  await graph.orders.sql("update orders set placed_at = '2026-05-01T00:00:00Z' where status <> 'PAID'");
  const expected = await idsOf('orders', 'select id from orders order by placed_at desc, id desc');
  for (const first of [41, 90]) expect(await walk(orders, first)).toEqual(expected);
});

test('walking the orders of one user gives each once, through equal timestamps', async () => {
  await graph.orders.sql(
    `insert into orders (customer_id, total_amount, currency, idempotency_key, placed_at)
     select $1, 0, 'EUR', 'tie ' || n, '2026-04-01T12:00:00.001Z' from generate_series(1, 9) as n`,
    [buyer],
  );
  const expected = await idsOf(
    'orders',
    `select id from orders where customer_id = '${buyer}' order by placed_at desc, id desc`,
  );
  for (const first of [1, 3]) expect(await walk(ordersOfBuyer, first)).toEqual(expected);
});

test('walking the catalogue gives each product once, by SKU, whatever characters a SKU has', async () => {
  await graph.orders.sql(
    `insert into products (sku, name, price_amount, price_currency, stock) values
     ('mug-blue', 'Lower case', 1, 'EUR', 1), ('MUG"\\', 'Quote', 1, 'EUR', 1), ('Ölkanne', 'Not ASCII', 1, 'EUR', 1), (' ', 'A space', 1, 'EUR', 1)`,
  );
  const expected = await idsOf('orders', 'select sku as id from products order by sku');
  for (const first of [1, 5]) expect(await walk(products, first)).toEqual(expected);
});

test('a row that is deleted after its page was read does not shift the next page, even if it was the last', async () => {
  const expected = await idsOf('users', 'select id from users order by created_at desc, id desc');
  const seen = await walk(users, 10, (soFar) =>
    graph.users.sql('delete from users where id = any($1)', [soFar.slice(-2)]),
  );
  expect(seen).toEqual(expected);
});

test('rows that are added between pages cause no repeats and no gaps', async () => {
  const expected = await idsOf('orders', 'select id from orders order by placed_at desc, id desc');
  const seen = await walk(orders, 50, () =>
    graph.orders.sql(
      `insert into orders (customer_id, total_amount, currency, idempotency_key)
       select $1, 0, 'EUR', gen_random_uuid() from generate_series(1, 3)`,
      [buyer],
    ),
  );
  expect(seen).toEqual(expected);
});

function listOf(data: unknown): Connection {
  return Reflect.get(Object(data), 'list');
}
