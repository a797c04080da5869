import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeOrder, placeOrder, type Target } from './graph/orders.ts';
import { customer, orderId, type Person, staff, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;
const buyer = customer(2);

interface Change {
  readonly status: string;
  readonly at: string;
  readonly by: { readonly id: string } | null;
}

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

async function historyOf(id: string, as: Person = staff): Promise<readonly Change[]> {
  const { data, errors } = await graph.ask(`{ order(id: "${id}") { history { status at by { id } } } }`, {
    as,
  });
  expect(errors).toEqual([]);
  return data.order.history;
}

/** Creates an order and takes it through these steps, each by the given person. */
async function orderThatWent(...steps: readonly (readonly [Target, Person])[]): Promise<string> {
  const { data } = await placeOrder(graph, buyer, [['MUG-BLUE', 1]]);
  const { id } = data.placeOrder.order;
  for (const [to, as] of steps)
    expect((await changeOrder(graph, id, to, as)).data.change.order.status).toBe(to);
  return id;
}

test('the history of an order begins with its placement and has the time and person of every status', async () => {
  const before = Date.now();
  const id = await orderThatWent(['PAID', buyer], ['SHIPPED', staff], ['DELIVERED', staff]);
  const history = await historyOf(id);
  expect(history.map(({ status, by }) => [status, by?.id])).toEqual([
    ['PLACED', buyer.subject],
    ['PAID', buyer.subject],
    ['SHIPPED', staff.subject],
    ['DELIVERED', staff.subject],
  ]);
  const moments = history.map(({ at }) => Date.parse(at));
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  expect(moments[0]).toBeGreaterThanOrEqual(before - 1000);
  expect(moments.at(-1)).toBeLessThanOrEqual(Date.now() + 1000);
});

test('customers see the whole history of their order, but not which staff member changed it', async () => {
  const id = await orderThatWent(['PAID', buyer], ['SHIPPED', staff]);
  expect((await historyOf(id, buyer)).map(({ status, by }) => [status, by])).toEqual([
    ['PLACED', { id: buyer.subject }],
    ['PAID', { id: buyer.subject }],
    ['SHIPPED', null],
  ]);
});

test('callers with orders:read or orders:manage see who changed an order', async () => {
  const id = await orderThatWent(['PAID', staff]);
  for (const scope of ['orders:read', 'orders:manage']) {
    const history = await historyOf(id, { subject: userId(9), scopes: [scope] });
    expect(history.at(-1)?.by, scope).toEqual({ id: staff.subject });
  }
});

test('the history in the answer of a mutation contains its change', async () => {
  const id = await orderThatWent();
  const { data, errors } = await graph.ask(
    `mutation { cancelOrder(id: "${id}") { ... on OrderChanged { order { history { status by { id } } } } } }`,
    { as: buyer },
  );
  expect(errors).toEqual([]);
  expect(data.cancelOrder.order.history).toEqual([
    { status: 'PLACED', by: { id: buyer.subject } },
    { status: 'CANCELLED', by: { id: buyer.subject } },
  ]);
});

test('a refused change is not in the history', async () => {
  const id = await orderThatWent();
  expect((await changeOrder(graph, id, 'SHIPPED')).data.change.__typename).toBe('IllegalStatusChange');
  expect((await changeOrder(graph, id, 'PAID', customer(3))).data.change.__typename).toBe('OrderNotFound');
  expect((await historyOf(id)).map(({ status }) => status)).toEqual(['PLACED']);
});

test('concurrent changes appear in the history once each', async () => {
  const id = await orderThatWent(['PAID', buyer]);
  await Promise.all(
    [1, 2, 3, 4].flatMap(() => [changeOrder(graph, id, 'SHIPPED'), changeOrder(graph, id, 'CANCELLED')]),
  );
  const history = await historyOf(id);
  expect(history.map(({ status }) => status)).toEqual([
    'PLACED',
    'PAID',
    expect.stringMatching(/^(SHIPPED|CANCELLED)$/),
  ]);
});

test('a change without a subject, or by a subject that is not a user, is recorded too', async () => {
  const id = await orderThatWent();
  await graph.orders.sql("update orders set status = 'PAID' where id = $1", [id]);
  expect(
    (await changeOrder(graph, id, 'SHIPPED', { subject: 'a-machine', scopes: ['orders:manage'] })).errors,
  ).toEqual([]);
  expect((await historyOf(id)).map(({ status, by }) => [status, by])).toEqual([
    ['PLACED', { id: buyer.subject }],
    ['PAID', null],
    ['SHIPPED', null],
  ]);
  const noted = await graph.orders.sql(
    'select changed_by from order_changes where order_id = $1 order by id',
    [id],
  );
  expect(noted.map((row) => row.changed_by)).toEqual([null, 'a-machine']);
});

test('the demo orders have a history that leads to their status', async () => {
  const { data, errors } = await graph.ask(
    '{ orders(first: 100) { nodes { id status placedAt history { status at } } } }',
  );
  expect(errors).toEqual([]);
  for (const { id, status, placedAt, history } of data.orders.nodes) {
    expect(history[0], id).toEqual({ status: 'PLACED', at: placedAt });
    expect(history.at(-1).status, id).toBe(status);
    const moments = history.map(({ at }: Change) => at);
    expect(moments, id).toEqual(moments.toSorted());
  }
  expect(await historyOf(orderId(3))).toHaveLength(4);
});

test('the histories of 100 orders cost as many statements as the history of one', async () => {
  const costOf = async (first: number): Promise<number> => {
    graph.orders.takeStatements();
    await graph.ask(`{ orders(first: ${first}) { nodes { history { status by { name } } } } }`);
    return graph.orders.takeStatements().length;
  };
  expect(await costOf(1)).toBe(2);
  expect(await costOf(100)).toBe(2);
});
