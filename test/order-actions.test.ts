import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeOrder, placeOrder, type Target } from './graph/orders.ts';
import { customer, type Person, staff } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;
const buyer = customer(2);

const viewers: readonly (readonly [string, Person])[] = [
  ['the customer', buyer],
  ['staff', staff],
  ['support, who may only read', { ...customer(3), scopes: ['orders:read'] }],
  ['a customer who may change orders', { ...buyer, scopes: ['orders:manage'] }],
];

const targets: Readonly<Record<string, Target>> = {
  PAY: 'PAID',
  SHIP: 'SHIPPED',
  DELIVER: 'DELIVERED',
  CANCEL: 'CANCELLED',
};

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

const statuses = ['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'];

test.each(viewers.flatMap(([name, viewer]) => statuses.map((status) => ({ name, viewer, status }))))(
  'the actions of an order that is $status are the changes that $name can make',
  async ({ viewer, status }) => {
    const actions = await actionsOf(await orderThatIs(status), viewer);
    const successful: string[] = [];
    for (const [action, target] of Object.entries(targets)) {
      const { data } = await changeOrder(graph, await orderThatIs(status), target, viewer);
      if (data?.change?.__typename === 'OrderChanged') successful.push(action);
    }
    expect(actions).toEqual(successful);
  },
);

test('the answer to a change has the actions after it', async () => {
  const id = await orderThatIs('PLACED');
  const { data } = await graph.ask(
    `mutation { payOrder(id: "${id}") { ... on OrderChanged { order { actions } } } }`,
  );
  expect(data.payOrder.order.actions).toEqual(['SHIP', 'CANCEL']);
});

async function orderThatIs(status: string): Promise<string> {
  const { data } = await placeOrder(graph, buyer, [['MUG-BLUE', 1]]);
  const { id } = data.placeOrder.order;
  await graph.orders.sql('update orders set status = $1 where id = $2', [status, id]);
  return id;
}

async function actionsOf(id: string, as: Person): Promise<unknown> {
  const { data, errors } = await graph.ask(`{ order(id: "${id}") { actions } }`, { as });
  expect(errors).toEqual([]);
  return data.order.actions;
}
