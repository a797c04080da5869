import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderId, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

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
