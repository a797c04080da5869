import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema, GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createHttpSubgraph, type SubgraphEvent, type SubscriptionRequest } from '../../src/index.ts';
import { createRequest } from '../kit/create-request.ts';

/** Serves subscriptions as the subgraphs of other teams do, with graphql-ws. */
async function serveWebSockets({
  count = async function* (): AsyncGenerator<number> {
    for (let n = 1; ; n += 1) {
      yield n;
      await sleep(1);
    }
  },
  silenceMs,
}: {
  readonly count?: () => AsyncGenerator<number>;
  readonly silenceMs?: number;
} = {}) {
  const schema = buildSchema(
    'type Query { a: Int } type Subscription { count(to: Int!): Int forbidden: Int }',
  );
  const root = {
    async *count({ to }: { readonly to: number }) {
      for await (const n of count()) {
        if (n > to) return;
        yield { count: n };
      }
    },
    forbidden: () => {
      throw new GraphQLError('not for you', { extensions: { code: 'FORBIDDEN' } });
    },
  };
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, path: '/subscriptions' });
  const seen: { authorization: string | undefined; socket: WebSocket }[] = [];
  useServer(
    {
      schema,
      roots: { subscription: root },
      onConnect({ extra: { request, socket } }) {
        seen.push({ authorization: request.headers.authorization, socket });
        return request.headers.authorization === 'Bearer good';
      },
    },
    sockets,
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  let token = 'Bearer good';
  const subgraph = createHttpSubgraph({
    url: `http://127.0.0.1:${port}/graphql`,
    subscriptionsUrl: `ws://127.0.0.1:${port}/subscriptions`,
    headers: () => ({ authorization: token }),
    ownCredentials: true,
    subscriptionSilenceMs: silenceMs,
  });
  onTestFinished(async () => {
    await subgraph.close?.();
    for (const { socket } of seen) socket.terminate();
    sockets.close();
    http.close();
  });
  const subscribe = (
    query: string,
    given: Partial<SubscriptionRequest> = {},
  ): AsyncIterator<SubgraphEvent> => {
    const request = createRequest({ query, body: JSON.stringify({ query }) });
    const events = subgraph.subscribe?.({ ...request, operationKind: 'subscription', ...given });
    if (events === undefined) throw new Error('a subgraph must have subscriptions');
    return events[Symbol.asyncIterator]();
  };
  const useToken = (other: string): void => {
    token = other;
  };
  return { subscribe, seen, useToken };
}

const query = 'subscription ($to: Int!) { count(to: $to) }';

test('events of a graphql-ws server arrive in order until it completes, over a socket with the gateway’s headers', async () => {
  const { subscribe, seen } = await serveWebSockets();
  const events = subscribe(query, { variables: { to: 3 } });
  for (const n of [1, 2, 3]) expect((await events.next()).value).toEqual({ data: { count: n } });
  expect(await events.next()).toEqual({ done: true, value: undefined });
  expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer good']);
  const { socket } = seen[0] ?? {};
  await expect.poll(() => socket?.readyState).toBe(3);
});

test('a subscription that the server refuses has one answer with its errors', async () => {
  const { subscribe } = await serveWebSockets();
  const events = subscribe('subscription { forbidden }');
  expect((await events.next()).value).toMatchObject({
    errors: [{ message: 'not for you', extensions: { code: 'FORBIDDEN' } }],
  });
  expect((await events.next()).done).toBe(true);
  const invalid = subscribe('subscription { nothing }');
  expect((await invalid.next()).value).toMatchObject({
    errors: [{ message: expect.stringMatching('nothing') }],
  });
});

test('a server that refuses the gateway’s credentials is GATEWAY_REFUSED', async () => {
  const { subscribe, useToken } = await serveWebSockets();
  useToken('Bearer bad');
  await expect(subscribe(query, { variables: { to: 1 } }).next()).rejects.toMatchObject({
    code: 'GATEWAY_REFUSED',
  });
});

test('a socket that breaks ends the subscription with an error, after the events that had arrived', async () => {
  const { subscribe, seen } = await serveWebSockets({
    async *count() {
      yield 1;
      await new Promise(() => {});
    },
  });
  const events = subscribe(query, { variables: { to: 9 } });
  expect((await events.next()).value).toEqual({ data: { count: 1 } });
  seen[0]?.socket.terminate();
  await expect(events.next()).rejects.toMatchObject({ code: 'SUBREQUEST_HTTP_ERROR', kind: 'broken' });
});

test('a server that answers no ping counts as broken', async () => {
  const { subscribe, seen } = await serveWebSockets({
    silenceMs: 150,
    async *count() {
      yield 1;
      await new Promise(() => {});
    },
  });
  const events = subscribe(query, { variables: { to: 9 } });
  await events.next();
  const { socket } = seen[0] ?? {};
  // As a machine that has lost its network does.
  socket?.pause();
  await expect(events.next()).rejects.toMatchObject({ code: 'SUBREQUEST_HTTP_ERROR' });
  socket?.resume();
});

test('ending the subscription closes the socket while the gateway waits', async () => {
  const { subscribe, seen } = await serveWebSockets({
    async *count() {
      yield 1;
      await new Promise(() => {});
    },
  });
  const events = subscribe(query, { variables: { to: 9 } });
  await events.next();
  const waiting = events.next();
  await events.return?.();
  expect((await waiting).done).toBe(true);
  await expect.poll(() => seen[0]?.socket.readyState).toBe(3);
});

test('a gateway that takes events too slowly gets an error instead of losing some', async () => {
  const { subscribe } = await serveWebSockets({
    async *count() {
      for (let n = 1; ; n += 1) {
        yield n;
        if (n % 100 === 0) await sleep(1);
      }
    },
  });
  const events = subscribe(query, { variables: { to: 1e9 } });
  let taken = 0;
  const take = async (): Promise<void> => {
    for (;;) {
      const { value } = await events.next();
      taken += 1;
      expect(value).toEqual({ data: { count: taken } });
      if (taken === 1) await sleep(1_000);
    }
  };
  await expect(take()).rejects.toMatchObject({ code: 'SUBREQUEST_HTTP_ERROR' });
  expect(taken).toBeGreaterThanOrEqual(1_000);
});
