import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeOrder, placeOrder } from '../graph/orders.ts';
import { customer, type Person, staff } from '../graph/people.ts';
import { subscribe } from '../graph/sse-client.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { openRawSocket } from './raw-socket.ts';

let graph: TestGraph;
const buyer = customer(2);

beforeAll(async () => {
  graph = await startTestGraph({ env: { MAX_SUBSCRIPTIONS: '1' } });
});

afterAll(() => graph.stop());

const query = 'subscription { ordersChanged { kind order { id } } }';

async function follow(person: Person) {
  return subscribe(graph.url, { query }, { authorization: `Bearer ${await graph.tokenOf(person)}` });
}

test('equal subscriptions of one person share one to the subgraph, and those of different rights do not', async () => {
  const streams = [await follow(staff), await follow(staff)];
  const { data } = await placeOrder(graph, buyer, [['MUG-BLUE', 1]]);
  const { id } = data.placeOrder.order;
  await changeOrder(graph, id, 'PAID', buyer);
  for (const stream of streams) {
    expect((await stream.answer()).data).toEqual({ ordersChanged: { kind: 'PLACED', order: { id } } });
    expect((await stream.answer()).data).toEqual({ ordersChanged: { kind: 'PAID', order: { id } } });
  }
  const other = await follow({ ...staff, scopes: staff.scopes.slice(1) });
  expect((await other.answer()).errors).not.toEqual([]);
});

test('a graph that stops ends its open subscriptions without "complete", long before its drain time is over', async () => {
  const stopping = await startTestGraph();
  const authorization = `Bearer ${await stopping.tokenOf(staff)}`;
  const stream = await subscribe(stopping.url, { query }, { authorization });
  const socket = await openRawSocket(
    { url: stopping.url.replace('/graphql', '') },
    { payload: { authorization } },
  );
  socket.send({ id: '1', type: 'subscribe', payload: { query } });
  await stopping.stop();
  expect(await stream.next()).toBeUndefined();
  expect((await socket.closed).code).toBe(1001);
}, 20_000);
