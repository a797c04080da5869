import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import type { ExecuteOperation } from '@supergraph/gateway/live/live-operations.ts';
import { maskedMessage } from '@supergraph/service-kit/errors.ts';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { staff } from '../graph/people.ts';
import { shareTestGraph } from '../graph/shared-graph.ts';
import type { TestGraph } from '../graph/test-graph.ts';
import { executeInParts } from './execute-in-parts.ts';
import { startLiveServer } from './live-server.ts';
import { openRawSocket } from './raw-socket.ts';

const text = 'query Deferred { orders(first: 2) { nodes { id ... @defer { customer { name } } } } }';
const accept = 'multipart/mixed;incrementalSpec=v0.2';
const subscribe = (id: string) => ({ id, type: 'subscribe', payload: { query: text } });
let graph: TestGraph;

beforeAll(async () => {
  graph = await shareTestGraph();
});

afterAll(() => graph.stop());

/** Returns the status, the type and the body of the answer to a deferred query. */
async function ask(accept: string, query = text) {
  const authorization = `Bearer ${await graph.tokenOf(staff)}`;
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, authorization },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

test('the fields of another subgraph are delivered in a later part', async () => {
  const { status, type, body } = await ask('multipart/mixed;deferSpec=20220824, application/json');
  expect([status, type]).toEqual([200, 'multipart/mixed; boundary="-"; deferSpec=20220824']);
  const [first, ...later] = [...body.matchAll(/^\{.*\}$/gm)].map(([json]) => JSON.parse(json));
  expect(first).toEqual({
    data: { orders: { nodes: [{ id: expect.any(String) }, { id: expect.any(String) }] } },
    hasNext: true,
  });
  const parts = later.flatMap(({ incremental }) => incremental);
  expect(parts).toEqual(
    [0, 1].map((index) => ({
      data: { customer: { name: expect.any(String) } },
      path: ['orders', 'nodes', index],
    })),
  );
  expect(later.at(-1).hasNext).toBe(false);
});

/** Connects a client of graphql-ws that accepts a format of deferred parts, if one is given. */
async function connect(accept?: string): Promise<Client> {
  const authorization = `Bearer ${await graph.tokenOf(staff)}`;
  const client = createClient({
    url: graph.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization, ...(accept !== undefined && { accept }) },
  });
  onTestFinished(() => client.dispose());
  return client;
}

test('over a WebSocket, each part is a result in the format that the client accepts when it connects', async () => {
  const deferred = { customer: { name: expect.any(String) } };
  const first = { orders: { nodes: [{ id: expect.any(String) }, { id: expect.any(String) }] } };
  const paths = [0, 1].map((index) => ['orders', 'nodes', index]);
  const ids = ['0', '1'];
  const formats = {
    'deferSpec=20220824': [
      { data: first, hasNext: true },
      { incremental: paths.map((path) => ({ data: deferred, path })), hasNext: false },
    ],
    'incrementalSpec=v0.2': [
      { data: first, pending: ids.map((id, index) => ({ id, path: paths[index] })), hasNext: true },
      {
        incremental: ids.map((id) => ({ id, data: deferred })),
        completed: ids.map((id) => ({ id })),
        hasNext: false,
      },
    ],
  };
  for (const [spec, expected] of Object.entries(formats)) {
    const client = await connect(`multipart/mixed;${spec}`);
    const results = [];
    for await (const result of client.iterate({ query: text })) results.push(result);
    expect(results).toEqual(expected);
  }
});

test('a client of a WebSocket that completes an answer in parts ends it, and gets no more of it', async () => {
  const ended = Promise.withResolvers<IteratorResult<never>>();
  const accepted: boolean[] = [];
  const execute: ExecuteOperation = async ({ accepts }) => {
    accepted.push(accepts.incremental);
    const returned = async (): Promise<IteratorResult<never>> => {
      ended.resolve({ done: true, value: undefined });
      return ended.promise;
    };
    return {
      kind: 'incremental',
      initialResult: { data: { a: 1 }, pending: [{ id: '0', path: [], label: undefined }], hasNext: true },
      subsequentResults: { [Symbol.asyncIterator]: () => ({ next: () => ended.promise, return: returned }) },
    };
  };
  const socket = await openRawSocket(await startLiveServer({ execute }), { payload: { accept } });
  socket.send(subscribe('1'));
  expect(await socket.next()).toEqual({
    id: '1',
    type: 'next',
    payload: { data: { a: 1 }, pending: [{ id: '0', path: [] }], hasNext: true },
  });
  socket.send({ id: '1', type: 'complete' });
  await ended.promise;
  socket.send({ type: 'ping' });
  expect(await socket.next()).toEqual({ type: 'pong' });
  expect(accepted).toEqual([true]);
});

test('over a WebSocket, an answer in parts that fails has a masked error, and the connection stays open', async () => {
  const fail = (): Promise<never> => Promise.reject(new Error('password=secret'));
  const execute = executeInParts(() => ({ next: fail, return: fail }));
  const socket = await openRawSocket(await startLiveServer({ execute }), { payload: { accept } });
  for (const id of ['1', '2']) {
    socket.send(subscribe(id));
    expect(await socket.next()).toMatchObject({ id, type: 'next' });
    expect(await socket.next()).toEqual({
      id,
      type: 'error',
      payload: [{ message: maskedMessage, extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
  }
});

test('a client that disconnects before it has read the first part ends the answer', async () => {
  const ended = Promise.withResolvers<IteratorResult<never>>();
  const end = async (): Promise<IteratorResult<never>> => {
    ended.resolve({ done: true, value: undefined });
    return ended.promise;
  };
  const others = () => ({ next: () => ended.promise, return: end });
  const execute = executeInParts(others, { a: 'x'.repeat(20_000_000) });
  const { url } = await startLiveServer({ execute });
  const client = new AbortController();
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query: text }),
    signal: client.signal,
  });
  client.abort();
  await ended.promise;
});

test('over a WebSocket whose client accepts no format, the answer is whole', async () => {
  const results = (await connect()).iterate({ query: text });
  expect((await results.next()).value).toEqual({
    data: {
      orders: {
        nodes: Array(2).fill({ id: expect.any(String), customer: { name: expect.any(String) } }),
      },
    },
  });
  expect((await results.next()).done).toBe(true);
});

test('a client that accepts no parts receives one whole answer', async () => {
  const { type, body } = await ask('application/json');
  expect(type).toMatch(/^application\/json/);
  expect(JSON.parse(body).data.orders.nodes[0].customer.name).toEqual(expect.any(String));
});

test('an invalid deferred query is refused like any other', async () => {
  const accept = 'multipart/mixed;deferSpec=20220824, application/json';
  const { status, body } = await ask(accept, '{ orders(first: 1) { ... @defer { nothing } } }');
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' }, locations: [{ line: 1 }] }],
  });
});

for (const [name, handler, accept] of [
  ['Defer20220824Handler', new Defer20220824Handler(), 'multipart/mixed;deferSpec=20220824'],
  [
    'GraphQL17Alpha9Handler',
    // Its type does not fit the option under exactOptionalPropertyTypes.
    new GraphQL17Alpha9Handler() as ApolloClient.Options['incrementalHandler'],
    'multipart/mixed;incrementalSpec=v0.2',
  ],
] as const) {
  for (const protocol of ['HTTP', 'WebSocket']) {
    test(`the client of Apollo receives the whole answer over ${protocol} with its ${name}`, async () => {
      const authorization = `Bearer ${await graph.tokenOf(staff)}`;
      const client = new ApolloClient({
        link:
          protocol === 'HTTP'
            ? new HttpLink({ uri: graph.url, headers: { authorization } })
            : new GraphQLWsLink(await connect(accept)),
        cache: new InMemoryCache(),
        ...(handler && { incrementalHandler: handler }),
      });
      onTestFinished(() => client.stop());
      expect(await statesOf(client)).toContain('streaming');
    });
  }
}

/** Follows the query until its data is complete. Returns the states of the data. */
async function statesOf(client: ApolloClient): Promise<readonly (string | undefined)[]> {
  const states: (string | undefined)[] = [];
  await new Promise<void>((resolve, reject) => {
    const query = client.watchQuery<{ orders: { nodes: { customer?: { name: string } }[] } }>({
      query: gql(text),
    });
    const subscription = query.subscribe({
      next: ({ data, dataState }) => {
        states.push(dataState);
        if (dataState !== 'complete') return;
        expect(data.orders.nodes.map(({ customer }) => customer?.name)).toEqual([
          expect.any(String),
          expect.any(String),
        ]);
        resolve();
      },
      error: reject,
    });
    onTestFinished(() => subscription.unsubscribe());
  });
  return states;
}
