import { afterAll, beforeAll, expect, test } from 'vitest';
import { askEntities } from './graph/ask-subgraph.ts';
import { orderId, userId } from './graph/people.ts';
import { shareTestGraph } from './graph/shared-graph.ts';
import type { TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await shareTestGraph();
});

afterAll(() => graph.stop());

/** Keys that no service of the graph can have issued. */
const malformedKeys = ['nonsense', '', 'a\u0000b', `${userId(2)}x`, 42, null, ['a', 'b'], { id: userId(2) }];

test('an order resolves its customer in the users service', async () => {
  const { data, errors } = await graph.ask(`{ order(id: "${orderId(7)}") { customer { id name email } } }`);
  expect(errors).toEqual([]);
  const [customer] = await graph.users.sql('select id, name, email from users where id = $1', [
    data.order.customer.id,
  ]);
  expect(data.order.customer).toEqual(customer);
});

test('a user resolves their orders in the orders service, the newest first', async () => {
  const { data, errors } = await graph.ask(
    `{ user(id: "${userId(2)}") { name orders(first: 100) { nodes { id } } } }`,
  );
  expect(errors).toEqual([]);
  const rows = await graph.orders.sql(
    'select id from orders where customer_id = $1 order by placed_at desc, id desc',
    [userId(2)],
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(data.user.orders.nodes).toEqual(rows);
});

test('a query may go from orders to users and back again', async () => {
  const { data, errors } = await graph.ask(
    `{ order(id: "${orderId(7)}") { customer { name orders(first: 100) { nodes { id customer { name } } } } } }`,
  );
  expect(errors).toEqual([]);
  const { name, orders } = data.order.customer;
  expect(orders.nodes).toContainEqual({ id: orderId(7), customer: { name } });
  expect(new Set(orders.nodes.map((order: { customer: { name: string } }) => order.customer.name))).toEqual(
    new Set([name]),
  );
});

test('entities are returned in the order of their representations, with keys in either case', async () => {
  const users = [9, 3, 9].map((n) => ({ __typename: 'User', id: userId(n).toUpperCase() }));
  const { data, errors } = await askEntities(graph, 'users', users, '... on User { id name }');
  expect(errors).toEqual([]);
  expect(data._entities.map(({ id }: { id: string }) => id)).toEqual([userId(9), userId(3), userId(9)]);
});

test('an unknown user is null, and the other users of the batch are not', async () => {
  const { data, errors } = await askEntities(
    graph,
    'users',
    [2, 4096, 3].map((n) => ({ __typename: 'User', id: userId(n) })),
    '... on User { id }',
  );
  expect(errors).toEqual([]);
  expect(data._entities).toEqual([{ id: userId(2) }, null, { id: userId(3) }]);
});

test.each(malformedKeys)('the malformed user id %j nulls only its own entity', async (id) => {
  const representations = [userId(2), id, userId(3)].map((key) => ({ __typename: 'User', id: key }));
  const { data, errors } = await askEntities(graph, 'users', representations, '... on User { id }');
  expect(data._entities).toEqual([{ id: userId(2) }, null, { id: userId(3) }]);
  expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test.each(malformedKeys)('the malformed order id %j nulls only its own entity', async (id) => {
  const representations = [orderId(2), id, orderId(3)].map((key) => ({ __typename: 'Order', id: key }));
  const { data, errors } = await askEntities(graph, 'orders', representations, '... on Order { id }');
  expect(data._entities).toEqual([{ id: orderId(2) }, null, { id: orderId(3) }]);
  expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test.each(malformedKeys)(
  'the malformed user id %j nulls only its own entity in the orders service',
  async (id) => {
    const representations = [userId(2), id].map((key) => ({ __typename: 'User', id: key }));
    const selection = '... on User { orderStats { count } orders(first: 1) { nodes { id } } }';
    const { data, errors } = await askEntities(graph, 'orders', representations, selection);
    expect(data._entities).toEqual([expect.objectContaining({ orderStats: expect.anything() }), null]);
    expect(errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }]);
  },
);

test.each([...malformedKeys, 'X'.repeat(65)])(
  'the impossible sku %j nulls only its own entity',
  async (sku) => {
    const representations = ['MUG-BLUE', sku, 'LAMP-BRASS'].map((key) => ({
      __typename: 'Product',
      sku: key,
    }));
    const { data } = await askEntities(graph, 'orders', representations, '... on Product { sku }');
    expect(data._entities).toEqual([{ sku: 'MUG-BLUE' }, null, { sku: 'LAMP-BRASS' }]);
  },
);

test('a representation without its key nulls only its own entity', async () => {
  for (const [name, type] of [
    ['users', 'User'],
    ['orders', 'User'],
    ['orders', 'Order'],
    ['orders', 'Product'],
  ] as const) {
    const key = { id: type === 'Order' ? orderId(2) : userId(2), sku: 'MUG-BLUE' };
    const representations = [{ __typename: type, ...key }, { __typename: type }];
    const { data } = await askEntities(graph, name, representations, '__typename');
    expect(data._entities, `${type} in ${name}`).toEqual([{ __typename: type }, null]);
  }
});
