import { afterAll, beforeAll, expect, test } from 'vitest';
import { askEntities } from './graph/ask-subgraph.ts';
import { placeOrder } from './graph/orders.ts';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;
/** Id of an order of the victim, which other customers must not see. */
let order: string;

const victim = customer(2);
const curious = customer(3);

beforeAll(async () => {
  graph = await startTestGraph();
  const { data } = await placeOrder(graph, victim, [['MUG-BLUE', 1]]);
  order = data.placeOrder.order.id;
});

afterAll(() => graph.stop());

function forbidden(scope: string) {
  return { message: `This needs the scope "${scope}".`, extensions: { code: 'FORBIDDEN' } };
}

test('a customer sees their own orders, figures, tier and address, by every path', async () => {
  const { data, errors } = await graph.ask(
    `{
      me { id email tier orderStats { count } orders(first: 1) { nodes { id } } }
      user(id: "${victim.subject.toUpperCase()}") { email }
      order(id: "${order}") { id customer { email tier orders(first: 1) { totalCount } } }
      filtered: orders(filter: { customerId: "${victim.subject}" }) { nodes { id } }
    }`,
    { as: victim },
  );
  expect(errors).toEqual([]);
  expect(data.me.orders.nodes).toEqual([{ id: order }]);
  expect(data.user.email).toBe(data.me.email);
  expect(data.order.customer.email).toBe(data.me.email);
  expect(data.filtered.nodes[0]).toEqual({ id: order });
});

test('the list of orders of a customer contains only their own', async () => {
  const { data, errors } = await graph.ask(
    '{ orders(first: 100) { totalCount nodes { customer { id } } } }',
    { as: curious },
  );
  expect(errors).toEqual([]);
  const [own] = await graph.orders.sql('select count(*)::int as count from orders where customer_id = $1', [
    curious.subject,
  ]);
  expect(data.orders.totalCount).toBe(own?.count);
  expect(
    data.orders.nodes.every(({ customer }: { customer: { id: string } }) => customer.id === curious.subject),
  ).toBe(true);
});

test('an order of another customer does not exist, like an unknown one', async () => {
  const notFound = (id: string) => ({
    message: `No order has the id "${id}".`,
    extensions: { code: 'NOT_FOUND' },
  });
  for (const id of [order, userId(4096)]) {
    const answer = await graph.ask(
      `{ order(id: "${id}") { status lines { product { sku } } customer { email } } }`,
      { as: curious },
    );
    expect(answer.data.order).toBeNull();
    expect(answer.errors).toMatchObject([notFound(id)]);
  }
});

test.each([
  [`{ orders(filter: { customerId: "${userId(2)}" }) { nodes { id } totalCount } }`, 'orders:read'],
  [`{ user(id: "${userId(2)}") { email } }`, 'users:read'],
  [`{ user(id: "${userId(4096)}") { email } }`, 'users:read'],
])('a customer is refused %s, by the name of the scope', async (query, scope) => {
  const answer = await graph.ask(query, { as: curious });
  expect(Object.values(answer.data ?? {}).every((value) => value === null)).toBe(true);
  expect(answer.errors).toMatchObject([forbidden(scope)]);
});

test('a customer is refused the list of users by the gateway', async () => {
  const answer = await graph.ask('{ users { nodes { email } totalCount } }', { as: curious });
  expect(answer.data).toBeNull();
  expect(answer.errors).toEqual([
    {
      message: 'Unauthorized field or type',
      path: ['users'],
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    },
  ]);
});

test('by reference, the users service returns to customers only themselves', async () => {
  const users = [victim, curious].map(({ subject }) => ({
    __typename: 'User',
    id: subject,
    orderStats: { spent: [] },
  }));
  const answer = await askEntities(
    graph,
    'users',
    users,
    '... on User { id name email tier status }',
    curious,
  );
  expect(answer.data._entities).toMatchObject([null, { id: curious.subject, tier: 'BRONZE' }]);
  expect(answer.errors).toMatchObject([forbidden('users:read')]);
});

test('by reference, the orders service returns to customers only their own orders', async () => {
  const orders = await askEntities(
    graph,
    'orders',
    [{ __typename: 'Order', id: order }],
    '... on Order { status lines { product { sku } } total { amount } }',
    curious,
  );
  expect(orders.data._entities).toEqual([null]);
  const users = await askEntities(
    graph,
    'orders',
    [victim, curious].map(({ subject }) => ({ __typename: 'User', id: subject })),
    '... on User { orderStats { count } orders { nodes { id } totalCount } }',
    curious,
  );
  expect(users.data._entities).toEqual([
    { orderStats: null, orders: null },
    { orderStats: expect.anything(), orders: expect.anything() },
  ]);
  expect(users.errors).toMatchObject([forbidden('orders:read'), forbidden('orders:read')]);
});

test('with users:read alone, the data of the orders service stays closed', async () => {
  const { data, errors } = await graph.ask(
    `{ user(id: "${victim.subject}") { email orderStats { count } tier orders { totalCount } } }`,
    { as: { ...curious, scopes: ['users:read'] } },
  );
  expect(data.user).toEqual({ email: expect.any(String), orderStats: null, tier: null, orders: null });
  expect(new Set(errors.map(({ message }) => message))).toContain(forbidden('orders:read').message);
});

test('with users:read alone, nobody can find users by their spending', async () => {
  for (const list of ['users(filter: { tier: GOLD })', 'users(orderBy: SPENT_DESC)']) {
    const query = `{ ${list} { totalCount nodes { id } } }`;
    const refused = await graph.ask(query, { as: { ...curious, scopes: ['users:read'] } });
    expect(refused.data, list).toBeNull();
    expect(refused.errors, list).toMatchObject([forbidden('orders:read')]);
    const { errors } = await graph.ask(query, { as: { ...curious, scopes: ['users:read', 'orders:read'] } });
    expect(errors, list).toEqual([]);
  }
});

test('with orders:read alone, the data of the users service stays closed', async () => {
  const answer = await graph.ask(`{ order(id: "${order}") { status customer { id name email } } }`, {
    as: { ...curious, scopes: ['orders:read'] },
  });
  expect(answer.data.order).toEqual({ status: 'PLACED', customer: null });
  expect(answer.errors).toMatchObject([forbidden('users:read')]);
});

test('a token whose subject is a user id in capitals names no user: ids are compared exactly', async () => {
  const shouting = { subject: userId(10).toUpperCase(), scopes: [] };
  const { data } = await graph.ask('{ me { id } }', { as: shouting });
  expect(data).toEqual({ me: null });
  const { errors } = await graph.ask('{ orders { nodes { id } } }', { as: shouting });
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});
