import { afterAll, beforeAll, expect, test } from 'vitest';
import { askEntities } from './graph/ask-subgraph.ts';
import { stockProduct } from './graph/orders.ts';
import { orderId, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  // Measures how costs grow, with sizes larger than a caller may request.
  graph = await startTestGraph({
    gatewayEnv: { MAX_SUBGRAPH_COST: '0', MAX_COST: '0', MAX_ROOT_FIELDS: '50' },
  });
});

afterAll(() => graph.stop());

/** Returns the SQL statements of an operation in each subgraph. The operation must succeed. */
async function statementsOf(query: string) {
  graph.users.takeStatements();
  graph.orders.takeStatements();
  const { data, errors } = await graph.ask(query);
  expect(errors).toEqual([]);
  return { data, users: graph.users.takeStatements(), orders: graph.orders.takeStatements() };
}

/** Returns the number of statements of an operation, and checks that each named subgraph executes some. */
async function costOf(query: string): Promise<{ users: number; orders: number }> {
  const { users, orders } = await statementsOf(query);
  return { users: users.length, orders: orders.length };
}

test('orders with their customers cost the same number of statements for 3 orders and for 100', async () => {
  const query = (first: number) =>
    `{ orders(first: ${first}) { edges { node { id total { amount currency } customer { name tier orderStats { count } } } } } }`;
  const cost = await costOf(query(3));
  expect(await costOf(query(100))).toEqual(cost);
  expect(cost).toEqual({ users: 1, orders: 2 });
});

test('orders of users with lines and products cost the same for 1 user and for 60', async () => {
  const query = (users: number) => `{
    users(first: ${users}) {
      totalCount
      nodes { name tier orders(first: 50) { totalCount nodes { status lines { quantity product { name } } } } }
    }
  }`;
  const cost = await costOf(query(1));
  expect(await costOf(query(60))).toEqual(cost);
  expect(cost).toEqual({ users: 3, orders: 5 });
});

test('pages with different arguments cost one statement each, for any number of users', async () => {
  const query = (users: number) => `{
    users(first: ${users}) {
      nodes {
        latest: orders(first: 1) { nodes { id lines { product { sku } } } }
        more: orders(first: 5) { nodes { id lines { product { sku } } } }
        paid: orders(first: 5, status: PAID) { totalCount nodes { id lines { product { sku } } } }
      }
    }
  }`;
  const cost = await costOf(query(2));
  expect(await costOf(query(60))).toEqual(cost);
  expect(cost).toEqual({ users: 1, orders: 6 });
});

test('products of orders cost the same for 1 order and for 100', async () => {
  const query = (first: number) =>
    `{ orders(first: ${first}) { nodes { lines { total { amount } product { name price { amount } stock } } } } }`;
  const cost = await costOf(query(1));
  expect(await costOf(query(100))).toEqual(cost);
  expect(cost).toEqual({ users: 0, orders: 3 });
});

test('orders selected one by one cost as many statements for 2 as for 50', async () => {
  const query = (size: number) => {
    const fields = Array.from(
      { length: size },
      (_, n) => `o${n}: order(id: "${orderId(n + 1)}") { ...fields }`,
    );
    return `{ ${fields.join(' ')} } fragment fields on Order { status lines { product { name } } }`;
  };
  const cost = await costOf(query(2));
  expect(await costOf(query(50))).toEqual(cost);
  expect(cost).toEqual({ users: 0, orders: 3 });
});

test.each([
  ['users', 'User', 'id name email status', 1],
  [
    'orders',
    'User',
    'orderStats { count } orders(first: 3) { totalCount nodes { lines { product { name } } } }',
    5,
  ],
  ['orders', 'Order', 'status lines { product { name } } customer { id }', 3],
  ['orders', 'Product', 'name stock', 1],
] as const)(
  'a batch of entities in %s (%s) costs as many statements for 1 as for 100',
  async (name, type, fields, cost) => {
    const idsOf = {
      User: userId,
      Order: orderId,
      Product: (n: number) => (n === 1 ? 'MUG-BLUE' : `NONE-${n}`),
    };
    for (const size of [1, 100]) {
      const representations = Array.from({ length: size }, (_, index) => {
        const key = idsOf[type](index + 1);
        return type === 'Product' ? { __typename: type, sku: key } : { __typename: type, id: key };
      });
      graph[name].takeStatements();
      const { data, errors } = await askEntities(
        graph,
        name,
        representations,
        `... on ${type} { ${fields} }`,
      );
      expect(errors).toEqual([]);
      expect(data._entities).toHaveLength(size);
      expect(graph[name].takeStatements(), `${size} entities`).toHaveLength(cost);
    }
  },
);

test.each([
  ['users', '{ users { nodes { id } } }', '{ users { totalCount } }'],
  ['orders', '{ orders { nodes { id } } }', '{ orders { totalCount } }'],
  ['orders', '{ products { nodes { sku } } }', '{ products { totalCount } }'],
  [
    'orders',
    `{ user(id: "${userId(2)}") { orders { nodes { id } } } }`,
    `{ user(id: "${userId(2)}") { orders { totalCount } } }`,
  ],
] as const)('%s counts a list only if its totalCount is selected', async (name, plain, counted) => {
  const counts = async (query: string) =>
    (await statementsOf(query))[name].filter((sql) => /count\(/i.test(sql)).length;
  expect(await counts(plain)).toBe(0);
  expect(await counts(counted)).toBe(1);
});

test('placing an order is one statement in one transaction, for any number of lines', async () => {
  const skus = ['LINE-A', 'LINE-B', 'LINE-C'];
  for (const sku of skus) await stockProduct(graph, { sku, stock: 10 });
  for (const size of [1, 3]) {
    const lines = skus.slice(0, size).map((sku) => `{ sku: "${sku}", quantity: 1 }`);
    const input = `{ idempotencyKey: "${size} lines", lines: [${lines.join(', ')}] }`;
    const { data, orders } = await statementsOf(`mutation { placeOrder(input: ${input}) { __typename } }`);
    expect(data.placeOrder.__typename).toBe('OrderPlaced');
    // The notification of its events follows by itself.
    expect(orders.slice(0, 3)).toEqual([
      expect.stringContaining('start transaction'),
      expect.stringContaining('insert into orders'),
      'commit',
    ]);
  }
});
