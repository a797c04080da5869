import type { ExecuteOperation } from '@supergraph/gateway/live/live-operations.ts';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { type Client, createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startLiveServer } from './live-server.ts';
import { openRawSocket } from './raw-socket.ts';
import { createResultTopic } from './result-topic.ts';

const query = 'subscription { number }';
const init = { type: 'connection_init' };
const subscribe = (id: string) => ({ id, type: 'subscribe', payload: { query } });

test('the client of graphql-ws receives each event and the end', async () => {
  const topic = createResultTopic();
  const client = connect(await startLiveServer(topic));
  const results = client.iterate({ query });
  topic.publish(2);
  expect((await results.next()).value).toEqual({ data: { number: 1 }, extensions: { cursor: '1' } });
  expect((await results.next()).value).toMatchObject({ data: { number: 2 } });
  topic.end();
  expect(await results.next()).toEqual({ done: true, value: undefined });
});

test('a query over a WebSocket has one result with its errors', async () => {
  const result = { data: { a: null }, errors: [{ message: 'no', path: ['a'] }] };
  const client = connect(await startLiveServer({ execute: async () => ({ kind: 'single', result }) }));
  const results = client.iterate({ query: '{ a }' });
  expect((await results.next()).value).toEqual(result);
  expect((await results.next()).done).toBe(true);
});

test('a refused operation has its own error, and the connection stays open', async () => {
  const extensions = { code: 'GRAPHQL_VALIDATION_FAILED' };
  const execute: ExecuteOperation = async () => ({
    kind: 'refused',
    errors: [{ message: 'no', locations: [{ line: 1, column: 2 }], extensions }],
  });
  const socket = await openRawSocket(await startLiveServer({ execute }));
  for (const id of ['1', '2']) {
    socket.send(subscribe(id));
    expect(await socket.next()).toEqual({
      id,
      type: 'error',
      payload: [{ message: 'no', locations: [{ line: 1, column: 2 }], extensions }],
    });
  }
});

test('a client that completes a subscription, or disconnects, ends it once', async () => {
  const topic = createResultTopic();
  const socket = await openRawSocket(await startLiveServer(topic));
  socket.send(subscribe('1'));
  socket.send(subscribe('2'));
  await expect.poll(() => topic.counts.started).toBe(2);
  socket.send({ id: '1', type: 'complete' });
  await expect.poll(() => topic.counts.returned).toBe(1);
  socket.send({ id: '1', type: 'complete' });
  socket.socket.terminate();
  await expect.poll(() => topic.counts.returned).toBe(2);
});

test('a subscription that is completed before it has started is ended', async () => {
  const topic = createResultTopic();
  const started = Promise.withResolvers<void>();
  const server = await startLiveServer({
    execute: async (operation) => {
      await started.promise;
      return topic.execute(operation);
    },
  });
  const socket = await openRawSocket(server);
  socket.send(subscribe('1'));
  socket.send({ id: '1', type: 'complete' });
  socket.send({ type: 'ping' });
  expect(await socket.next()).toEqual({ type: 'pong' });
  started.resolve();
  await expect.poll(() => topic.counts.returned).toBe(1);
});

test('over the limit of a client, a subscription is refused and the others continue', async () => {
  const topic = createResultTopic();
  const socket = await openRawSocket(await startLiveServer({ ...topic, perClient: 1 }));
  socket.send(subscribe('1'));
  await expect.poll(() => topic.counts.started).toBe(1);
  socket.send(subscribe('2'));
  expect(await socket.next()).toMatchObject({
    id: '2',
    type: 'error',
    payload: [{ extensions: { code: 'SUBSCRIPTION_LIMIT_EXCEEDED', figure: 2, limit: 1 } }],
  });
  topic.publish();
  expect(await socket.next()).toMatchObject({ id: '1', type: 'next' });
});

const broken: Readonly<Record<string, readonly [messages: readonly unknown[], code: number]>> = {
  'is no message': [[init, 'hello'], 4400],
  'has an unknown type': [[init, { type: 'start' }], 4400],
  'subscribes before the acknowledgement': [[subscribe('1')], 4401],
  'initialises twice': [[init, init], 4429],
  'uses an id twice': [[init, 'ack', subscribe('1'), subscribe('1')], 4409],
  'is too large': [[init, 'ack', { type: 'ping', payload: { a: 'x'.repeat(200_000) } }], 1009],
};

for (const [name, [messages, code]] of Object.entries(broken)) {
  test(`a connection whose client ${name} is closed with ${code}`, async () => {
    const socket = await openRawSocket(await startLiveServer(createResultTopic()), { init: false });
    for (const message of messages) {
      if (message === 'ack') expect(await socket.next()).toEqual({ type: 'connection_ack' });
      else socket.send(message);
    }
    expect((await socket.closed).code).toBe(code);
  });
}

test('a connection that is not initialised in time is closed with 4408', async () => {
  const server = await startLiveServer({ ...createResultTopic(), initTimeoutMs: 100 });
  const socket = await openRawSocket(server, { init: false });
  expect((await socket.closed).code).toBe(4408);
});

test('an expired token ends the subscriptions with a code, and the connection with 4403', async () => {
  const topic = createResultTopic();
  let expiresAt = Date.now() + 60_000;
  const server = await startLiveServer({ ...topic, expiresAt: () => expiresAt });
  expiresAt = Date.now() + 300;
  const socket = await openRawSocket(server);
  socket.send(subscribe('1'));
  expect(await socket.closed).toEqual({ code: 4403, reason: 'SUBSCRIPTION_JWT_EXPIRED' });
  await expect.poll(() => topic.counts.returned).toBe(1);
});

test('a client that does not read gets a cursor to resume from', async () => {
  const topic = createResultTopic({ padding: 1_000_000 });
  const server = await startLiveServer({ ...topic, slowClientMs: 300 });
  topic.publish(100);
  const socket = await openRawSocket(server);
  socket.send(subscribe('1'));
  await socket.next();
  socket.socket.pause();
  await expect.poll(() => topic.counts.returned, { timeout: 10_000 }).toBe(1);
  expect(topic.counts.taken).toBeLessThan(60);
  socket.socket.resume();
  let [last, message] = [1, await socket.next()];
  for (; message?.type === 'next'; message = await socket.next()) last = message.payload.data.number;
  expect(message).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'SUBSCRIPTION_TOO_SLOW', cursor: String(last) } }],
  });
});

test('a client that answers no ping is disconnected', async () => {
  const server = await startLiveServer({ ...createResultTopic(), heartbeatMs: 100 });
  const socket = await openRawSocket(server, { autoPong: false });
  expect((await socket.closed).code).toBe(1006);
});

test('a client that sends pings and does not read is disconnected', async () => {
  const server = await startLiveServer(createResultTopic());
  const { socket, closed } = await openRawSocket(server);
  socket.pause();
  const flood = setInterval(() => {
    for (let n = 0; n < 100; n++)
      socket.send(JSON.stringify({ type: 'ping', payload: { a: 'x'.repeat(50_000) } }), () => {});
  }, 10);
  onTestFinished(() => clearInterval(flood));
  await expect.poll(server.inFlight, { timeout: 15_000 }).toBe(0);
  socket.resume();
  expect((await closed).code).toBe(1006);
});

test('clients that leave more unread than the server holds in all are disconnected, and others are served', async () => {
  const topic = createResultTopic({ padding: 1_000_000 });
  const server = await startLiveServer({ ...topic, maxUnreadBytes: 4_000_000 });
  topic.publish(20);
  const idle = await Promise.all(Array.from({ length: 8 }, () => openRawSocket(server)));
  for (const { socket, send } of idle) {
    send(subscribe('1'));
    socket.pause();
  }
  await expect.poll(server.inFlight).toBeLessThan(8);
  const reading = await openRawSocket(server);
  reading.send(subscribe('1'));
  for (let n = 1; n <= 20; n += 1) expect((await reading.next()).payload.data.number).toBe(n);
});

test('all that a client leaves unread counts, also what comes after its first unread message', async () => {
  const [first, later] = [
    createResultTopic({ padding: 1_000_000 }),
    createResultTopic({ padding: 1_000_000 }),
  ];
  const execute: ExecuteOperation = (operation) =>
    (first.counts.started === 0 ? first : later).execute(operation);
  const server = await startLiveServer({ execute, maxUnreadBytes: 4_000_000, slowClientMs: 60_000 });
  const idle = await openRawSocket(server);
  for (let n = 1; n <= 8; n += 1) idle.send(subscribe(`${n}`));
  await expect.poll(() => later.counts.started).toBe(7);
  idle.socket.pause();
  first.publish(100);
  let before = -1;
  const isStuck = (): boolean => {
    const isSame = before === first.counts.taken;
    before = first.counts.taken;
    return isSame;
  };
  await expect.poll(isStuck, { interval: 300 }).toBe(true);
  later.publish();
  await expect.poll(() => later.counts.taken).toBe(7);
  const reading = await openRawSocket(server);
  reading.send(subscribe('1'));
  expect((await reading.next()).payload.data.number).toBe(1);
  await expect.poll(server.inFlight).toBe(1);
});

test('an operation has the headers of the connection, and those of connection_init in their place', async () => {
  const topic = createResultTopic();
  const headers = { 'X-Tenant': 'b', 'apollographql-client-name': 'desk' };
  const payload = { 'apollographql-client-version': '7', 'x-number': 1, headers };
  const upgrade = { 'x-tenant': 'a', 'x-own': 'c' };
  const socket = await openRawSocket(await startLiveServer(topic), { payload, headers: upgrade });
  socket.send(subscribe('1'));
  await expect.poll(() => topic.counts.started).toBe(1);
  const get = (name: string): string | undefined => topic.operations[0]?.headers.get(name);
  expect(['x-tenant', 'x-own', 'apollographql-client-name', 'x-number'].map(get)).toEqual([
    'b',
    'c',
    'desk',
    undefined,
  ]);
  expect(get('apollographql-client-version')).toBe('7');
});

test('a connection whose connection_init has more headers than a request may have is closed with 4400', async () => {
  const payload = { headers: { 'x-tenant': 'x'.repeat(20_000) } };
  const socket = await openRawSocket(await startLiveServer(createResultTopic()), { payload });
  expect((await socket.closed).code).toBe(4400);
});

test('a server that stops closes its connections with 1001, before its drain time is over', async () => {
  const topic = createResultTopic();
  const server = await startLiveServer({ ...topic, drainMs: 60_000 });
  const socket = await openRawSocket(server);
  socket.send(subscribe('1'));
  await expect.poll(() => topic.counts.started).toBe(1);
  await server.stop();
  expect((await socket.closed).code).toBe(1001);
  expect(topic.counts.returned).toBe(1);
});

for (const [name, options] of Object.entries({
  'with the legacy subprotocol': { protocol: 'graphql-ws' },
  'without a subprotocol': { protocol: [] },
})) {
  test(`a connection ${name} is refused by plain HTTP`, async () => {
    const { url } = await startLiveServer(createResultTopic());
    expect(await handshake(url, options)).toBe(400);
  });
}

test('pages of other origins cannot open a WebSocket, and pages of this server and of listed origins can', async () => {
  const { url } = await startLiveServer(createResultTopic());
  expect(await handshake(url, { origin: 'https://evil.example.com' })).toBe(403);
  expect(await handshake(url, { origin: 'https://shop.example.com' })).toBe(101);
  expect(await handshake(url, { origin: url })).toBe(101);
});

function connect({ url }: RunningService): Client {
  const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
  onTestFinished(() => client.dispose());
  return client;
}

/** Returns the status of a handshake. */
async function handshake(
  url: string,
  {
    protocol = 'graphql-transport-ws',
    origin,
  }: { readonly protocol?: string | string[]; readonly origin?: string },
): Promise<number> {
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}/graphql`,
    protocol,
    origin === undefined ? {} : { origin },
  );
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    socket.on('error', reject);
  });
}
