import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createHttpSubgraph, type SubgraphEvent } from '../../src/index.ts';
import { createRequest } from '../kit/create-request.ts';

/** Serves connections, and passes each message that opens a subscription to the test. */
async function serveConnections(onSubscribe: (id: number, socket: WebSocket, headers: unknown) => void) {
  const server = new WebSocketServer({ port: 0, handleProtocols: () => 'subgraph-subscriptions-1' });
  await once(server, 'listening');
  const { port } = Object(server.address());
  const messages: Record<string, unknown>[] = [];
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      messages.push(message);
      if (message.type === 'subscribe') onSubscribe(message.id, socket, message.headers);
    });
  });
  const subgraph = createHttpSubgraph({
    url: `http://127.0.0.1:${port}/`,
    timeoutMs: 2_000,
    maxResponseBytes: 100_000,
  });
  onTestFinished(async () => {
    await subgraph.close?.();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const subscribe = (): AsyncIterator<SubgraphEvent> => {
    const query = 'subscription { changed }';
    const request = { ...createRequest({ query, body: JSON.stringify({ query }) }) };
    const events = subgraph.subscribe?.({ ...request, operationKind: 'subscription' });
    if (events === undefined) throw new Error('a subgraph over HTTP must have subscriptions');
    return events[Symbol.asyncIterator]();
  };
  return { subscribe, messages };
}

function next(ids: readonly number[], changed: unknown, { size = 0, cursor = 'c' } = {}): string {
  return JSON.stringify({ ids, size, type: 'next', cursor, payload: { data: { changed } } });
}

test('one message is the event of all subscriptions that it names, as the same object', async () => {
  const opened: number[] = [];
  const { subscribe } = await serveConnections((id, socket) => {
    opened.push(id);
    if (opened.length === 2) socket.send(next(opened, 1));
  });
  const [one, other] = await Promise.all([subscribe(), subscribe()].map((events) => events.next()));
  expect(one?.value).toEqual({ data: { changed: 1 }, cursor: 'c' });
  expect(other?.value).toBe(one?.value);
});

test('a connection that closes is opened again, and each subscription resumes after its own cursor', async () => {
  const resumed: unknown[] = [];
  const { subscribe } = await serveConnections((id, socket, headers) => {
    const after = Object(headers)['last-event-id'];
    if (after !== undefined) resumed.push(after);
    socket.send(next([id], after ?? 'first', { cursor: `c${id}` }));
    if (after === undefined && id === 2) socket.close(1001);
  });
  const all = [subscribe(), subscribe()];
  expect((await Promise.all(all.map((events) => events.next()))).map(({ value }) => value?.cursor)).toEqual([
    'c1',
    'c2',
  ]);
  const second = await Promise.all(all.map((events) => events.next()));
  expect(second.map(({ value }) => value?.data)).toEqual([{ changed: 'c1' }, { changed: 'c2' }]);
  expect(resumed.toSorted()).toEqual(['c1', 'c2']);
});

test('events that are taken open the window again, and more than a window ends the subscription', async () => {
  const text = 'x'.repeat(20_000);
  const { subscribe, messages } = await serveConnections((id, socket) => {
    for (let n = 0; n < 5; n += 1) socket.send(next([id], text, { size: 20_000 }));
  });
  const events = subscribe();
  expect((await events.next()).value?.cursor).toBe('c');
  const taking = (async () => {
    for (let n = 0; n < 4; n += 1) await events.next();
  })();
  await expect.poll(() => messages.filter(({ type }) => type === 'taken').length).toBeGreaterThan(0);
  await taking.catch(() => {});
  await events.return?.();
});

for (const [name, message] of Object.entries({
  'is no JSON': '{',
  'has no ids': '{"type":"next"}',
  'has an unknown type': '{"ids":[1],"type":"other"}',
  'is no GraphQL': '{"ids":[1],"size":20,"type":"next","payload":[1]}',
  'hides its size': next([1], 'x'.repeat(90_000), { size: 1 }),
}))
  test(`a message that ${name} ends the subscriptions of its connection with an error`, async () => {
    const { subscribe } = await serveConnections((_, socket) => socket.send(message));
    await expect(subscribe().next()).rejects.toMatchObject({ code: 'SUBREQUEST_MALFORMED_RESPONSE' });
  });

test('an event that is too large ends its own subscription only', async () => {
  const { subscribe } = await serveConnections((id, socket) =>
    socket.send(id === 1 ? '{"ids":[1],"type":"oversized"}' : next([id], 2)),
  );
  const [large, other] = [subscribe().next(), subscribe().next()];
  await expect(large).rejects.toMatchObject({ code: 'SUBREQUEST_HTTP_ERROR' });
  expect((await other).value?.data).toEqual({ changed: 2 });
});
