import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient as createEventsClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { changeOrder, placeOrder } from '../graph/orders.ts';
import { customer, type Person, staff } from '../graph/people.ts';
import { subscribe } from '../graph/sse-client.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { openRawSocket } from './raw-socket.ts';

let graph: TestGraph;
const buyer = customer(2);

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

/** An event of an order, with a field of another subgraph. */
const queryOf = (id: string, after = '') =>
  `subscription { orderChanged(id: "${id}", after: ${after ? `"${after}"` : 'null'}) { kind order { id customer { name } } } }`;
const eventOf = (id: string, kind: string) => ({
  orderChanged: { kind, order: { id, customer: { name: expect.any(String) } } },
});

async function placed(as: Person = buyer): Promise<string> {
  return (await placeOrder(graph, as, [['MUG-BLUE', 1]])).data.placeOrder.order.id;
}

async function authorizationOf(person: Person) {
  return { authorization: `Bearer ${await graph.tokenOf(person)}` };
}

/** Results of a subscription through the real client of each door. */
type Door = (query: string) => Promise<AsyncIterator<unknown>>;

const doors: Readonly<Record<string, Door>> = {
  'server-sent events': async (query) => {
    const client = createEventsClient({ url: graph.url, headers: await authorizationOf(staff) });
    onTestFinished(() => client.dispose());
    return client.iterate({ query });
  },
  WebSockets: async (query) => {
    const client = createSocketClient({
      url: graph.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: await authorizationOf(staff),
    });
    onTestFinished(() => client.dispose());
    return client.iterate({ query });
  },
  'multipart answers': async (query) => {
    const link = new HttpLink({ uri: graph.url, headers: await authorizationOf(staff) });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    onTestFinished(() => client.stop());
    const results: unknown[] = [];
    let wake = (): void => {};
    const subscription = client.subscribe({ query: gql(query) }).subscribe(({ data }) => {
      results.push({ data });
      wake();
    });
    onTestFinished(() => subscription.unsubscribe());
    return {
      async next() {
        while (results.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return { done: false, value: results.shift() };
      },
    };
  },
};

for (const [door, follow] of Object.entries(doors)) {
  test(`over ${door} a subscription delivers the changes of an order, with fields of both services`, async () => {
    const id = await placed();
    const results = await follow(queryOf(id, await cursorOf(id)));
    const first = results.next();
    await changeOrder(graph, id, 'PAID', buyer);
    expect(await first).toMatchObject({ value: { data: eventOf(id, 'PAID') } });
    await changeOrder(graph, id, 'SHIPPED');
    expect(await results.next()).toMatchObject({ value: { data: eventOf(id, 'SHIPPED') } });
  });
}

test('a browser that reconnects with the last id of its stream misses no event', async () => {
  const id = await placed();
  const headers = await authorizationOf(staff);
  const stream = await subscribe(graph.url, { query: queryOf(id) }, headers);
  await changeOrder(graph, id, 'PAID', buyer);
  expect((await stream.answer()).data).toEqual(eventOf(id, 'PAID'));
  stream.close();
  await changeOrder(graph, id, 'SHIPPED');
  const resumed = await subscribe(
    graph.url,
    { query: queryOf(id) },
    { ...headers, 'last-event-id': stream.lastId() ?? '' },
  );
  expect((await resumed.answer()).data).toEqual(eventOf(id, 'SHIPPED'));
});

test('an order of another customer is not found, over server-sent events and WebSockets', async () => {
  const id = await placed();
  const other = await authorizationOf({ ...customer(3), scopes: [] });
  const stream = await subscribe(graph.url, { query: queryOf(id) }, other);
  expect((await stream.answer()).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  expect(await stream.next()).toMatchObject({ event: 'complete' });
  const socket = await openRawSocket({ url: graph.url.replace('/graphql', '') }, { payload: other });
  socket.send({ id: '1', type: 'subscribe', payload: { query: queryOf(id) } });
  expect(await socket.next()).toMatchObject({
    id: '1',
    type: 'next',
    payload: { data: null, errors: [{ extensions: { code: 'NOT_FOUND' } }] },
  });
  expect(await socket.next()).toEqual({ id: '1', type: 'complete' });
});

/** Returns the current cursor, since the clients do not report when they have subscribed. */
async function cursorOf(id: string): Promise<string> {
  const stream = await subscribe(graph.url, { query: queryOf(id) }, await authorizationOf(staff));
  stream.close();
  return stream.lastId() ?? '';
}
