import { expect, onTestFinished, test } from 'vitest';
import { changeOrder, placeOrder } from '../graph/orders.ts';
import { customer, staff } from '../graph/people.ts';
import { subscribe } from '../graph/sse-client.ts';
import { startTestGraph } from '../graph/test-graph.ts';

const query = 'subscription { ordersChanged { kind order { id customer { name } } } }';

test('events that subscribers missed are loaded once for all that resume together', async () => {
  const graph = await startTestGraph();
  onTestFinished(graph.stop);
  const buyer = customer(2);
  const authorization = `Bearer ${await graph.tokenOf(staff)}`;
  const first = await subscribe(graph.url, { query }, { authorization });
  const cursor = String(first.lastId());
  const { data } = await placeOrder(graph, buyer, [['MUG-BLUE', 1]]);
  const { id } = data.placeOrder.order;
  await changeOrder(graph, id, 'PAID', buyer);
  for (const kind of ['PLACED', 'PAID']) expect((await first.answer()).data.ordersChanged.kind).toBe(kind);
  first.close();
  const statementsFor = async (subscribers: number): Promise<number> => {
    for (const service of [graph.users, graph.orders]) service.takeStatements();
    const headers = { authorization, 'last-event-id': cursor };
    const streams = await Promise.all(
      Array.from({ length: subscribers }, () => subscribe(graph.url, { query }, headers)),
    );
    for (const stream of streams)
      for (const kind of ['PLACED', 'PAID'])
        expect((await stream.answer()).data.ordersChanged).toMatchObject({
          kind,
          order: { id, customer: { name: expect.any(String) } },
        });
    for (const { close } of streams) close();
    const outbox = /\boutbox\b|pg_control_system/;
    const statements = [graph.users, graph.orders].flatMap((service) => service.takeStatements());
    return statements.filter((sql) => !outbox.test(sql)).length;
  };
  const one = await statementsFor(1);
  expect(one).toBeGreaterThan(0);
  // Longer than pages are shared.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  // Each event is loaded once. Without sharing it would be loaded for each subscriber.
  expect(await statementsFor(8)).toBeLessThan(3 * one);
});
