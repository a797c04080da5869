import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createHttpSubgraph, type SubgraphEvent } from '@supergraph/engine';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createRequest } from '../../engine/test/kit/create-request.ts';
import { createInternalToken } from '../graph/internal-token.ts';
import { placeOrder } from '../graph/orders.ts';
import { customer, type Person, staff } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph({ env: { MAX_SUBSCRIPTIONS: '40', EVENT_POLL_MS: '50' } });
});

afterAll(() => graph.stop());

const stock = 'subscription { stockChanged(skus: ["MUG-BLUE"]) { product { stock } } }';

/** Counts the connections to the orders service. `rewrite` changes what the gateway sends. */
async function startCounter(rewrite = (chunk: Buffer): Buffer => chunk) {
  const { port, hostname } = new URL(graph.orders.url);
  const open = new Set<object>();
  let opened = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    open.add(client);
    opened += 1;
    client.on('data', (chunk: Buffer) => upstream.write(rewrite(chunk)));
    upstream.pipe(client);
    client.on('error', () => {}).on('close', () => upstream.destroy());
    client.on('close', () => open.delete(client));
    upstream.on('error', () => {}).on('close', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return { url: `http://127.0.0.1:${address.port}/graphql`, open: () => open.size, opened: () => opened };
}

/** Returns a function that subscribes as a gateway does, with a token of the person for each subscription. */
function createFollow(url: string) {
  const people: Person[] = [];
  const subgraph = createHttpSubgraph({
    url,
    headers: async ({ client }) => ({
      authorization: `Bearer ${await createInternalToken(graph.dataDir, 'orders', people[Number(client.contextValue.person)])}`,
    }),
    ownCredentials: true,
  });
  onTestFinished(() => subgraph.close?.());
  return async (query: string, as: Person = staff) => {
    const client = { ...createRequest().client, contextValue: { person: people.push(as) - 1 } };
    const request = createRequest({ query, body: JSON.stringify({ query }), client });
    const began = Promise.withResolvers<string>();
    const events = subgraph
      .subscribe?.({ ...request, operationKind: 'subscription', onCursor: began.resolve })
      [Symbol.asyncIterator]();
    if (events === undefined) throw new Error('a subgraph over HTTP has subscriptions');
    const first = events.next();
    let isFirst = true;
    const next = async (): Promise<SubgraphEvent | undefined> => {
      const taking = isFirst ? first : events.next();
      isFirst = false;
      return (await taking).value ?? undefined;
    };
    await Promise.race([began.promise, first]);
    return { next, end: () => events.return?.() };
  };
}

const changeStock = (): Promise<unknown> =>
  graph.orders.sql("update products set stock = stock + 1 where sku = 'MUG-BLUE'");

const stockOf = (event: SubgraphEvent | undefined): number => Object(event?.data).stockChanged.product.stock;

test('many subscriptions share one connection, which is closed after the last of them', async () => {
  const counter = await startCounter();
  const follow = createFollow(counter.url);
  const streams = await Promise.all(Array.from({ length: 20 }, () => follow(stock)));
  await changeStock();
  const stocks = await Promise.all(streams.map(async ({ next }) => stockOf(await next())));
  expect(new Set(stocks).size).toBe(1);
  expect(counter.opened()).toBe(1);
  for (const { end } of streams) await end();
  await expect.poll(counter.open).toBe(0);
  // The subgraph has noticed each end: there is room for all of them again.
  const again = await Promise.all(Array.from({ length: 40 }, () => follow(stock)));
  for (const { end } of again) await end();
});

test('each subscription of a connection has its own viewer', async () => {
  const counter = await startCounter();
  const follow = createFollow(counter.url);
  const [buyer, other] = [customer(2), customer(3)];
  const query = 'subscription { ordersChanged { order { customer { id } } } }';
  const [own, foreign, all] = [await follow(query, buyer), await follow(query, other), await follow(query)];
  await placeOrder(graph, buyer, [['MUG-BLUE', 1]]);
  await placeOrder(graph, other, [['MUG-BLUE', 1]]);
  const customerOf = (event: SubgraphEvent | undefined): unknown =>
    Object(event?.data).ordersChanged.order.customer.id;
  expect(customerOf(await own.next())).toBe(buyer.subject);
  expect(customerOf(await foreign.next())).toBe(other.subject);
  expect([customerOf(await all.next()), customerOf(await all.next())]).toEqual([
    buyer.subject,
    other.subject,
  ]);
  expect(counter.opened()).toBe(1);
});

test('a subscription whose events are not taken holds up no other, and misses none of them later', async () => {
  const counter = await startCounter();
  const follow = createFollow(counter.url);
  const padding = Array.from({ length: 60 }, (_, n) => `p${'x'.repeat(60)}${n}: stock`).join(' ');
  const query = `subscription { stockChanged(skus: ["MUG-BLUE"]) { product { stock ${padding} } } }`;
  const [slow, fast] = [await follow(query), await follow(query)];
  const count = 60;
  const stocks: number[] = [];
  for (let n = 0; n < count; n += 1) {
    await changeStock();
    stocks.push(stockOf(await fast.next()));
  }
  const late: number[] = [];
  for (let n = 0; n < count; n += 1) late.push(stockOf(await slow.next()));
  // Each event has the stock of the time at which the subgraph answered it.
  expect(late.at(-1)).toBe(stocks.at(-1));
  expect(late).toEqual(late.toSorted((one, two) => one - two));
  await changeStock();
  expect(stockOf(await slow.next())).toBe(stockOf(await fast.next()));
  expect(counter.opened()).toBe(1);
});

test('a refused subscription ends alone, with the same answer as one on a connection of its own', async () => {
  const counter = await startCounter();
  const follow = createFollow(counter.url);
  const stream = await follow(stock);
  const refused = await follow('subscription { orderChanged(id: "no") { kind } }');
  const { errors } = Object(await refused.next());
  expect(errors).toHaveLength(1);
  expect(await refused.next()).toBeUndefined();
  const open = await Promise.all(Array.from({ length: 39 }, () => follow(stock)));
  await expect(follow(stock)).rejects.toMatchObject({ forClients: { code: 'SERVICE_OVERLOADED' } });
  await changeStock();
  expect(await stream.next()).toBeDefined();
  for (const { end } of [stream, ...open]) await end();
});

test('behind a proxy that passes no upgrades, each subscription has a connection of its own', async () => {
  const withoutUpgrade = (chunk: Buffer): Buffer =>
    Buffer.from(chunk.toString('latin1').replace(/^(upgrade|connection): .*\r\n/gim, ''), 'latin1');
  const counter = await startCounter(withoutUpgrade);
  const follow = createFollow(counter.url);
  const streams = [await follow(stock), await follow(stock)];
  await changeStock();
  for (const { next } of streams) expect(await next()).toBeDefined();
  expect(counter.open()).toBe(2);
  for (const { end } of streams) await end();
  await expect.poll(counter.open).toBe(0);
});

test('a socket needs a token and the subprotocol, and is closed after a malformed message', async () => {
  const open = (headers: Readonly<Record<string, string>>, protocol = 'subgraph-subscriptions-1') => {
    const socket = new WebSocket(graph.orders.url, protocol, { headers });
    socket.on('error', () => {});
    onTestFinished(() => socket.terminate());
    return socket;
  };
  const statusOf = async (socket: WebSocket): Promise<number | undefined> => {
    const [, response] = await once(socket, 'unexpected-response');
    return Object(response).statusCode;
  };
  const authorization = `Bearer ${await createInternalToken(graph.dataDir, 'orders', staff)}`;
  expect(await statusOf(open({}))).toBe(401);
  expect(await statusOf(open({ authorization }, 'graphql-transport-ws'))).toBe(400);
  const subscribe = '{"type":"subscribe","id":1,"headers":{},"payload":{}}';
  for (const bad of ['{', 'null', '[]', '{"type":"subscribe"}', '{"id":1,"type":"other"}', subscribe]) {
    const socket = open({ authorization });
    await once(socket, 'open');
    socket.send(bad);
    // The second use of an id is malformed.
    if (bad === subscribe) socket.send(subscribe);
    const [code] = await once(socket, 'close');
    expect(code).toBe(1002);
  }
  const socket = open({ authorization });
  await once(socket, 'open');
  socket.send(subscribe);
  // The token of the socket opens no subscription.
  const [data] = await once(socket, 'message');
  expect(JSON.parse(String(data))).toMatchObject({ ids: [1], type: 'refused', status: 401 });
});
