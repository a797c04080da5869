import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeOrder, placeOrder, stockOf, stockProduct, type Target } from './graph/orders.ts';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;
const buyer = customer(2);

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

/** Statuses that can follow each status, according to the schema. */
const allowed = {
  PLACED: ['PAID', 'CANCELLED'],
  PAID: ['SHIPPED', 'CANCELLED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
  CANCELLED: [],
} as const;

type Status = keyof typeof allowed;

const statuses: readonly Status[] = ['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'];
const targets: readonly Target[] = ['PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'];
const changes = statuses.flatMap((from) =>
  targets.map((to) => ({ from, to, legal: allowed[from].some((status) => status === to) })),
);

/** Creates an order of one piece of a new product, and brings it to a status. */
async function orderThatIs(status: Status): Promise<{ readonly id: string; readonly sku: string }> {
  const sku = `S-${randomUUID()}`;
  await stockProduct(graph, { sku, stock: 10 });
  const { data } = await placeOrder(graph, buyer, [[sku, 3]]);
  const { id } = data.placeOrder.order;
  await graph.orders.sql('update orders set status = $1 where id = $2', [status, id]);
  return { id, sku };
}

async function statusOf(id: string): Promise<unknown> {
  return (await graph.orders.sql('select status from orders where id = $1', [id]))[0]?.status;
}

test.each(changes.filter(({ legal }) => legal))(
  'an order that is $from can become $to',
  async ({ from, to }) => {
    const { id, sku } = await orderThatIs(from);
    const { data, errors } = await changeOrder(graph, id, to);
    expect(errors).toEqual([]);
    expect(data.change).toEqual({ __typename: 'OrderChanged', order: { id, status: to } });
    expect(await statusOf(id)).toBe(to);
    expect(await stockOf(graph, sku)).toBe(to === 'CANCELLED' ? 10 : 7);
  },
);

test.each(changes.filter(({ legal }) => !legal))(
  'an order that is $from cannot become $to',
  async ({ from, to }) => {
    const { id, sku } = await orderThatIs(from);
    const { data, errors } = await changeOrder(graph, id, to);
    expect(errors).toEqual([]);
    expect(data.change).toEqual({
      __typename: 'IllegalStatusChange',
      message: expect.stringContaining(`The order is ${from} and cannot become ${to}`),
      allowed: allowed[from],
      order: { id, status: from },
    });
    for (const status of allowed[from]) expect(data.change.message).toContain(status);
    expect(await statusOf(id)).toBe(from);
    expect(await stockOf(graph, sku)).toBe(7);
  },
);

test('an order can go all the way from placed to delivered', async () => {
  const { id } = await orderThatIs('PLACED');
  expect((await changeOrder(graph, id, 'PAID', buyer)).data.change.order.status).toBe('PAID');
  expect((await changeOrder(graph, id, 'SHIPPED')).data.change.order.status).toBe('SHIPPED');
  expect((await changeOrder(graph, id, 'DELIVERED')).data.change.order.status).toBe('DELIVERED');
});

test.each(['PLACED', 'PAID'] as const)(
  'concurrent cancellations of an order that is %s return its stock once',
  async (status) => {
    const { id, sku } = await orderThatIs(status);
    const answers = await Promise.all(Array.from({ length: 8 }, () => changeOrder(graph, id, 'CANCELLED')));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    const kinds = answers.map(({ data }) => data.change.__typename);
    expect(kinds.filter((kind) => kind === 'OrderChanged')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'IllegalStatusChange')).toHaveLength(7);
    expect(await stockOf(graph, sku)).toBe(10);
  },
);

test('of concurrent shipping and cancelling one succeeds', async () => {
  const { id, sku } = await orderThatIs('PAID');
  const answers = await Promise.all([changeOrder(graph, id, 'SHIPPED'), changeOrder(graph, id, 'CANCELLED')]);
  const done = answers.filter(({ data }) => data.change.__typename === 'OrderChanged');
  expect(done).toHaveLength(1);
  const status = await statusOf(id);
  expect(done[0]?.data.change.order.status).toBe(status);
  expect(await stockOf(graph, sku)).toBe(status === 'CANCELLED' ? 10 : 7);
});

test('an operation that pays and cancels shows each change, and the stock and figures after it', async () => {
  const { id } = await orderThatIs('PLACED');
  const fields =
    '... on OrderChanged { order { status lines { product { stock } } customer { orderStats { count } } } }';
  const { data, errors } = await graph.ask(
    `mutation { pay: payOrder(id: "${id}") { ${fields} } cancel: cancelOrder(id: "${id}") { ${fields} } }`,
    { as: buyer },
  );
  expect(errors).toEqual([]);
  const { count } = data.pay.order.customer.orderStats;
  const order = (status: string, stock: number, orders: number) => ({
    order: { status, lines: [{ product: { stock } }], customer: { orderStats: { count: orders } } },
  });
  expect(data).toEqual({ pay: order('PAID', 7, count), cancel: order('CANCELLED', 10, count - 1) });
});

test('changing an unknown order is a typed failure, and a malformed id an error', async () => {
  const id = userId(4096);
  for (const to of targets) {
    const unknown = await changeOrder(graph, id, to);
    expect(unknown.errors).toEqual([]);
    expect(unknown.data.change).toEqual({
      __typename: 'OrderNotFound',
      message: `No order has the id "${id}".`,
      id,
    });
    expect((await changeOrder(graph, 'nonsense', to)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
});
