import { afterAll, beforeAll, expect, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { createInternalToken } from '../graph/internal-token.ts';
import { changeOrder, placeOrder } from '../graph/orders.ts';
import { customer, type Person, staff, userId } from '../graph/people.ts';
import { type SseStream, subscribe } from '../graph/sse-client.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;
const buyer = customer(2);

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

interface Options {
  readonly as?: Person | 'anonymous';
  readonly lastEventId?: string | undefined;
}

async function follow(
  name: 'users' | 'orders',
  query: string,
  { as = staff, lastEventId }: Options = {},
): Promise<SseStream> {
  const token = await createInternalToken(graph.dataDir, name, as);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  return subscribe(graph[name].url, { query }, headers);
}

async function placed(as: Person = buyer): Promise<string> {
  return (await placeOrder(graph, as, [['MUG-BLUE', 1]])).data.placeOrder.order.id;
}

const orderFields = '{ kind at cursor order { id status customer { id } history { status } } }';

test('a subscription to an order delivers each change, with the current order and a cursor', async () => {
  const id = await placed();
  const stream = await follow('orders', `subscription { orderChanged(id: "${id}") ${orderFields} }`, {
    as: buyer,
  });
  expect(stream).toMatchObject({ status: 200, type: 'text/event-stream; charset=utf-8' });
  await changeOrder(graph, id, 'PAID', buyer);
  await changeOrder(graph, await placed(), 'PAID', buyer);
  const paid = await stream.answer();
  expect(paid.errors).toEqual([]);
  expect(paid.data.orderChanged).toMatchObject({
    kind: 'PAID',
    order: { id, status: 'PAID', customer: { id: buyer.subject } },
  });
  expect(paid.data.orderChanged.order.history).toHaveLength(2);
  expect(Math.abs(Date.parse(paid.data.orderChanged.at) - Date.now())).toBeLessThan(60_000);
  expect(paid.data.orderChanged.cursor).toBe(paid.id);
  await changeOrder(graph, id, 'SHIPPED');
  // Each event has its own context, because data loaded for an earlier event is stale.
  expect((await stream.answer()).data.orderChanged).toMatchObject({
    kind: 'SHIPPED',
    order: { status: 'SHIPPED', history: [{}, {}, {}] },
  });
});

test('staff can follow all orders, customers their own, and a filter narrows both', async () => {
  const query = (filter = '') => `subscription { ordersChanged${filter} { kind order { id } } }`;
  const [all, own, paid] = await Promise.all([
    follow('orders', query()),
    follow('orders', query(), { as: buyer }),
    follow('orders', query(`(filter: { status: PAID, customerId: "${buyer.subject}" })`)),
  ]);
  const foreign = await placed(customer(3));
  const id = await placed();
  await changeOrder(graph, id, 'PAID', buyer);
  const of = (order: string, kind: string) => ({ ordersChanged: { kind, order: { id: order } } });
  for (const event of [of(foreign, 'PLACED'), of(id, 'PLACED'), of(id, 'PAID')])
    expect((await all.answer()).data).toEqual(event);
  expect((await own.answer()).data).toEqual(of(id, 'PLACED'));
  expect((await own.answer()).data).toEqual(of(id, 'PAID'));
  expect((await paid.answer()).data).toEqual(of(id, 'PAID'));
});

test('subscribers do not see that the state of orders and users is repeated for projections', async () => {
  const id = await placed();
  const orders = await follow('orders', `subscription { orderChanged(id: "${id}") { kind } }`);
  const all = await follow('orders', 'subscription { ordersChanged { order { id } kind } }');
  const user = await follow('users', `subscription { userChanged(id: "${userId(2)}") { kind } }`);
  await graph.orders.sql('select restate_order(null, null)');
  await graph.users.sql('select restate_user(null, null)');
  await changeOrder(graph, id, 'PAID', buyer);
  await graph.ask(`mutation { updateUser(input: { id: "${userId(2)}", name: "Ada" }) { __typename } }`);
  expect((await orders.answer()).data.orderChanged.kind).toBe('PAID');
  expect((await all.answer()).data.ordersChanged).toEqual({ order: { id }, kind: 'PAID' });
  expect((await user.answer()).data.userChanged.kind).toBe('UPDATED');
});

test('anybody can follow stock by SKU', async () => {
  const query =
    'subscription { stockChanged(skus: ["LAMP-BRASS", "MUG-GREEN"]) { kind product { sku stock } } }';
  const stream = await follow('orders', query, { as: 'anonymous' });
  await placeOrder(graph, buyer, [
    ['LAMP-BRASS', 3],
    ['MUG-BLUE', 1],
  ]);
  const { stockChanged } = (await stream.answer()).data;
  expect(stockChanged).toEqual({
    kind: 'DECREASED',
    product: { sku: 'LAMP-BRASS', stock: expect.any(Number) },
  });
  await graph.orders.sql("update products set stock = stock + 5 where sku = 'MUG-GREEN'");
  expect((await stream.answer()).data.stockChanged).toMatchObject({
    kind: 'INCREASED',
    product: { sku: 'MUG-GREEN' },
  });
});

test('a subscription to a user delivers updates and the deactivation', async () => {
  const { subject } = customer(40);
  const stream = await follow(
    'users',
    `subscription { userChanged(id: "${subject}") { kind user { id name status } } }`,
  );
  await graph.ask(`mutation { updateUser(input: { id: "${subject}", name: "Ada" }) { __typename } }`);
  await graph.ask(`mutation { deactivateUser(id: "${subject}") { __typename } }`);
  await graph.ask(`mutation { deactivateUser(id: "${subject}") { __typename } }`);
  await graph.ask(`mutation { updateUser(input: { id: "${subject}", name: "Bea" }) { __typename } }`);
  const kinds = [];
  for (let n = 0; n < 3; n += 1) kinds.push((await stream.answer()).data.userChanged.kind);
  expect(kinds).toEqual(['UPDATED', 'DEACTIVATED', 'UPDATED']);
});

test.each([
  ['orders', `orderChanged(id: "${userId(1)}") { kind }`, customer(2), 'NOT_FOUND'],
  ['orders', 'orderChanged(id: "x") { kind }', staff, 'BAD_USER_INPUT'],
  ['orders', 'orderChanged(id: "00000000-0000-4000-9000-000000000001") { kind }', customer(59), 'NOT_FOUND'],
  ['orders', `ordersChanged(filter: { customerId: "${userId(3)}" }) { kind }`, customer(2), 'FORBIDDEN'],
  ['orders', 'ordersChanged { kind }', 'anonymous', 'UNAUTHENTICATED'],
  ['orders', 'ordersChanged(after: "x") { kind }', staff, 'BAD_USER_INPUT'],
  ['orders', 'stockChanged(skus: []) { kind }', staff, 'BAD_USER_INPUT'],
  [
    'orders',
    `stockChanged(skus: [${'"A"'}${',"B"'.repeat(1)}${Array.from({ length: 100 }, (_, n) => `,"S${n}"`).join('')}]) { kind }`,
    staff,
    'LIMIT_EXCEEDED',
  ],
  ['orders', 'nothing { kind }', staff, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'orders',
    'one: stockChanged(skus: ["A"]) { kind } two: stockChanged(skus: ["A"]) { kind }',
    staff,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['users', `userChanged(id: "${userId(3)}") { kind }`, customer(2), 'FORBIDDEN'],
  ['users', `userChanged(id: "00000000-0000-4000-9000-000000000001") { kind }`, staff, 'NOT_FOUND'],
] as const)('in %s the subscription %s of %o is refused with %s', async (name, field, as, code) => {
  const stream = await follow(name, `subscription { ${field} }`, { as });
  const { data, errors } = await stream.answer();
  expect(data ?? null).toBeNull();
  expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  expect(await stream.next()).toMatchObject({ event: 'complete' });
  expect(await stream.next()).toBeUndefined();
});

test('a cursor of another field is refused, and Last-Event-ID takes precedence over the argument', async () => {
  const id = await placed();
  const stock = await follow('orders', 'subscription { stockChanged(skus: ["MUG-BLUE"]) { cursor } }');
  const one = await follow('orders', `subscription { orderChanged(id: "${id}") { kind } }`);
  const refused = await follow(
    'orders',
    `subscription { orderChanged(id: "${id}", after: "${stock.lastId()}") { kind } }`,
  );
  expect((await refused.answer()).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  await changeOrder(graph, id, 'PAID', buyer);
  const paid = await one.answer();
  await changeOrder(graph, id, 'SHIPPED');
  const resumed = await follow('orders', `subscription { orderChanged(id: "${id}", after: "x") { kind } }`, {
    lastEventId: paid.id,
  });
  expect((await resumed.answer()).data.orderChanged).toEqual({ kind: 'SHIPPED' });
});

test('a stream that broke before its first event resumes where it began', async () => {
  const id = await placed();
  const query = `subscription { orderChanged(id: "${id}") { kind } }`;
  const broken = await follow('orders', query);
  broken.close();
  await changeOrder(graph, id, 'PAID', buyer);
  await changeOrder(graph, id, 'SHIPPED');
  const resumed = await follow('orders', query, { lastEventId: broken.lastId() });
  expect((await resumed.answer()).data.orderChanged.kind).toBe('PAID');
  expect((await resumed.answer()).data.orderChanged.kind).toBe('SHIPPED');
});

test('subscribers of one event share its loaded data, and each sees only what they may see', async () => {
  const query = 'subscription { ordersChanged { order { id lines { quantity } history { by { id } } } } }';
  const streams = await Promise.all([
    ...Array.from({ length: 20 }, () => follow('orders', query)),
    follow('orders', query, { as: buyer }),
  ]);
  const id = await placed();
  await Promise.all(streams.map((stream) => stream.answer()));
  graph.orders.takeStatements();
  await changeOrder(graph, id, 'PAID');
  const answers = await Promise.all(streams.map((stream) => stream.answer()));
  const makers = answers.map(({ data }) => data.ordersChanged.order.history[1].by);
  expect(makers).toEqual([...Array.from({ length: 20 }, () => ({ id: staff.subject })), null]);
  const lines = graph.orders.takeStatements().filter((sql) => sql.includes('order_lines'));
  expect(lines).toHaveLength(1);
});

test('without a token nothing is streamed, queries are not streamed, and a subscription is not answered as JSON', async () => {
  const query = 'subscription { stockChanged(skus: ["MUG-BLUE"]) { kind } }';
  expect((await subscribe(graph.orders.url, { query })).status).toBe(401);
  const asQuery = await follow('orders', '{ products { totalCount } }');
  expect((await asQuery.answer()).errors[0]?.extensions.code).toBe('BAD_REQUEST');
  const token = await createInternalToken(graph.dataDir, 'orders', staff);
  const json = await postOperation(graph.orders.url, token, { query });
  expect(json.data ?? null).toBeNull();
  expect(json.errors[0]?.message).toContain('text/event-stream');
  expect(json.status).toBe(406);
});

test('events cost a write one more statement, and a refused write none', async () => {
  const id = await placed();
  graph.orders.takeStatements();
  await changeOrder(graph, id, 'PAID', buyer);
  // The mutation's own transaction has five, and it reads the order first.
  await expect
    .poll(() => graph.orders.takeStatements().filter((sql) => sql.includes('pg_notify')).length)
    .toBe(1);
  await changeOrder(graph, id, 'PAID', buyer);
  expect(graph.orders.takeStatements().filter((sql) => sql.includes('pg_notify'))).toEqual([]);
});
