import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInternalToken } from '../graph/internal-token.ts';
import { changeOrder, placeOrder } from '../graph/orders.ts';
import { customer, staff } from '../graph/people.ts';
import { type SseStream, subscribe } from '../graph/sse-client.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph({ env: { MAX_SUBSCRIPTIONS: '2', STATEMENT_TIMEOUT_MS: '300' } });
});

afterAll(() => graph.stop());

const followOrders = (lastEventId?: string): Promise<SseStream> =>
  subscribeTo('subscription { ordersChanged { kind } }', lastEventId);

async function subscribeTo(query: string, lastEventId?: string): Promise<SseStream> {
  const headers = {
    authorization: `Bearer ${await createInternalToken(graph.dataDir, 'orders', staff)}`,
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  return subscribe(graph.orders.url, { query }, headers);
}

async function placed(): Promise<string> {
  return (await placeOrder(graph, customer(2), [['MUG-BLUE', 1]])).data.placeOrder.order.id;
}

test('a process refuses more subscriptions than it allows, until one of them ends', async () => {
  const [one, other] = [await followOrders(), await followOrders()];
  expect((await followOrders()).status).toBe(503);
  one.close();
  (await waitForStream()).close();
  other.close();
});

test('a stopping process ends its streams at once without complete, and a client resumes at another process', async () => {
  const stream = await waitForStream();
  const id = await placed();
  expect((await stream.answer()).data.ordersChanged).toEqual({ kind: 'PLACED' });
  const cursor = stream.lastId();
  const begun = performance.now();
  await graph.orders.stop();
  expect(await stream.next()).toBeUndefined();
  // Far shorter than a stop waits for requests in flight.
  expect(performance.now() - begun).toBeLessThan(8_000);
  await graph.orders.sql("update orders set status = 'PAID' where id = $1", [id]);
  await graph.orders.start();
  const resumed = await followOrders(cursor);
  expect((await resumed.answer()).data.ordersChanged).toEqual({ kind: 'PAID' });
  await changeOrder(graph, id, 'SHIPPED');
  expect((await resumed.answer()).data.ordersChanged).toEqual({ kind: 'SHIPPED' });
});

test('an event during a database failure is answered afterwards, and a new subscription is refused with a retry', async () => {
  const stream = await waitForStream();
  const client = new pg.Client({ connectionString: graph.orders.databaseUrl });
  await client.connect();
  const id = await placed();
  expect((await stream.answer()).data.ordersChanged).toEqual({ kind: 'PLACED' });
  const loading = await subscribeTo('subscription { ordersChanged { order { id status } } }');
  await client.query('begin');
  await client.query("update orders set status = 'PAID' where id = $1", [id]);
  await client.query('commit; begin; lock table orders in access exclusive mode');
  const answer = loading.answer();
  expect((await stream.answer()).data.ordersChanged).toEqual({ kind: 'PAID' });
  stream.close();
  await expect
    .poll(async () => (await subscribeTo(`subscription { orderChanged(id: "${id}") { kind } }`)).status)
    .toBe(503);
  await client.query('rollback');
  expect(await answer).toMatchObject({
    data: { ordersChanged: { order: { id, status: 'PAID' } } },
    errors: [],
  });
  await client.end();
});

/** Subscribes again once the subgraph has closed the earlier streams. */
async function waitForStream(): Promise<SseStream> {
  for (;;) {
    const stream = await followOrders();
    if (stream.status === 200) return stream;
  }
}
