import { definition as ordersDefinition } from '@supergraph/orders/orders-service.ts';
import { definition as usersDefinition } from '@supergraph/users/users-service.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, postOperation } from '../graph/answer.ts';
import { findFreePort } from '../graph/free-port.ts';
import { changeOrder, placeOrder } from '../graph/orders.ts';
import { customer, orderId, type Person, staff, userId } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { subscribe } from '../graph/sse-client.ts';
import { startTestSubgraph } from '../graph/start-test-subgraph.ts';
import type { TestSubgraph } from '../graph/topology.ts';
import { type Hive, startHive } from './start-hive.ts';

let keys: ProductionKeys;
let users: TestSubgraph;
let orders: TestSubgraph;
let hive: Hive;

beforeAll(async () => {
  keys = await createProductionKeys();
  const ports = { USERS_PORT: `${await findFreePort()}`, ORDERS_PORT: `${await findFreePort()}` };
  const events = {
    USERS_EVENTS_URL: `http://127.0.0.1:${ports.USERS_PORT}/events`,
    ORDERS_EVENTS_URL: `http://127.0.0.1:${ports.ORDERS_PORT}/events`,
  };
  const env = { ...keys.env, ...ports, ...events, LOG_LEVEL: 'silent', DEMO_DATA: 'on' };
  users = await startTestSubgraph('users', usersDefinition, env, '');
  orders = await startTestSubgraph('orders', ordersDefinition, env, '');
  hive = await startHive({ ...keys.env, USERS_URL: users.url, ORDERS_URL: orders.url });
}, 120_000);

afterAll(async () => {
  await hive?.stop();
  await Promise.all([users?.stop(), orders?.stop()]);
  keys?.remove();
});

test('an order resolves its customer in users, whose tier follows from the spending', async () => {
  const { data, errors } = await ask(
    `{ order(id: "${orderId(7)}") { id total { amount } customer { id name tier orderStats { count } } } }`,
  );
  expect(errors).toEqual([]);
  const [owner] = await users.sql('select id, name from users where id = $1', [data.order.customer.id]);
  expect(data.order.customer).toEqual({
    ...owner,
    tier: expect.stringMatching(/^(BRONZE|SILVER|GOLD)$/),
    orderStats: { count: expect.any(Number) },
  });
});

test('a user resolves their orders in orders', async () => {
  const { data, errors } = await ask(
    `{ user(id: "${userId(2)}") { name orders(first: 100) { nodes { id customer { name } } } } }`,
  );
  expect(errors).toEqual([]);
  const rows = await orders.sql(
    'select id from orders where customer_id = $1 order by placed_at desc, id desc',
    [userId(2)],
  );
  expect(rows.length).toBeGreaterThan(0);
  const { name } = data.user;
  expect(data.user.orders.nodes).toEqual(rows.map(({ id }) => ({ id, customer: { name } })));
});

test('a customer sees what is theirs, and of others nothing', async () => {
  const own = await ask(`{ user(id: "${userId(2)}") { email } orders { nodes { customer { id } } } }`, 2);
  expect(own.errors).toEqual([]);
  expect(own.data.user.email).toContain('@');
  expect(new Set(own.data.orders.nodes.map((node: Owned) => node.customer.id))).toEqual(new Set([userId(2)]));
  const id = await orderOf(2);
  const others = await ask(`{ user(id: "${userId(2)}") { email } order(id: "${id}") { status } }`, 3);
  expect(others.data).toEqual({ user: null, order: null });
  expect(others.errors.map(({ extensions }) => extensions.code).sort()).toEqual(['FORBIDDEN', 'NOT_FOUND']);
});

test('fields with a required scope are refused to callers without it, as the schema declares', async () => {
  const { data, errors } = await ask('{ me { id } users { totalCount } }', 2);
  expect(data?.users ?? null).toBeNull();
  expect(errors).toEqual([
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }) }),
  ]);
  expect((await changeOrder(asGraph, await orderOf(2), 'SHIPPED', customer(2))).errors).not.toEqual([]);
});

test('concurrent equal requests of different people get their own answers', async () => {
  const people = Array.from({ length: 20 }, (_, index) => index + 2);
  const answers = await Promise.all(people.map((n) => ask('{ me { id orders { nodes { id } } } }', n)));
  expect(answers.map(({ data }) => data.me.id)).toEqual(people.map(userId));
});

test('an order is placed, and its customer pays for it', async () => {
  const [{ sku } = {}] = await orders.sql('select sku from products where stock > 10 order by sku limit 1');
  const placed = await placeOrder(asGraph, customer(4), [[String(sku), 2]]);
  expect(placed.errors).toEqual([]);
  const { order } = placed.data.placeOrder;
  expect(order).toMatchObject({ status: 'PLACED', customer: { id: userId(4) }, lines: [{ quantity: 2 }] });
  const paid = await changeOrder(asGraph, order.id, 'PAID', customer(4));
  expect(paid.data.change).toEqual({ __typename: 'OrderChanged', order: { id: order.id, status: 'PAID' } });
});

test('a subscription sends each change of an order, with fields of both services', async () => {
  const query = 'subscription { ordersChanged { kind order { status customer { id } } } }';
  const changes = await subscribe(hive.url, { query }, await authorize(staff));
  expect(changes.status).toBe(200);
  const [{ sku } = {}] = await orders.sql('select sku from products where stock > 10 order by sku limit 1');
  const placed = await placeOrder(asGraph, customer(5), [[String(sku), 1]]);
  expect(placed.errors).toEqual([]);
  expect((await changes.answer()).data).toEqual({
    ordersChanged: { kind: 'PLACED', order: { status: 'PLACED', customer: { id: userId(5) } } },
  });
});

test('without a valid token nothing is answered, not even the schema', async () => {
  const good = await keys.tokenOf(staff);
  const bad = [undefined, 'nonsense', `${good.slice(0, -4)}AAAA`, await keys.internalTokenOf(staff, 'users')];
  for (const token of bad) {
    for (const query of [
      '{ __typename }',
      '{ products { totalCount } }',
      '{ __schema { types { name } } }',
    ]) {
      const { status, data, errors } = await postOperation(hive.url, token, { query });
      expect({ status, data }).toEqual({ status: 401, data: undefined });
      expect(errors).toEqual([expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })]);
    }
  }
});

test('with users down, orders still answer, and the errors reveal no internal details', async () => {
  await users.stop();
  const { data, errors } = await ask(`{ order(id: "${orderId(7)}") { id customer { name } } }`);
  await users.start();
  expect(data).toEqual({ order: { id: orderId(7), customer: null } });
  expect(errors).not.toEqual([]);
  expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONN|stack|authorization/i);
});

interface Owned {
  readonly customer: { readonly id: string };
}

const asGraph = {
  ask: (
    query: string,
    { as = staff, variables = {} }: { as?: Person | 'anonymous'; variables?: object } = {},
  ) => send(query, as, { ...variables }),
};

/** Sends a query as the nth person of the demo data, without scopes, or as staff without n. */
function ask(query: string, n?: number): Promise<Answer> {
  return send(query, n === undefined ? staff : customer(n), {});
}

async function send(
  query: string,
  as: Person | 'anonymous',
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const token = as === 'anonymous' ? undefined : await keys.tokenOf(as);
  return postOperation(hive.url, token, { query, variables });
}

async function authorize(as: Person): Promise<Readonly<Record<string, string>>> {
  return { authorization: `Bearer ${await keys.tokenOf(as)}` };
}

async function orderOf(n: number): Promise<string> {
  const [row] = await orders.sql('select id from orders where customer_id = $1 order by id limit 1', [
    userId(n),
  ]);
  return String(row?.id);
}
