import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { shareTestGraph } from '../graph/shared-graph.ts';
import type { TestGraph } from '../graph/test-graph.ts';

const text = 'query Deferred { orders(first: 2) { nodes { id ... @defer { customer { name } } } } }';
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

for (const [name, handler] of [
  ['Defer20220824Handler', new Defer20220824Handler()],
  // Its type does not fit the option under exactOptionalPropertyTypes.
  ['GraphQL17Alpha9Handler', new GraphQL17Alpha9Handler() as ApolloClient.Options['incrementalHandler']],
] as const) {
  test(`the client of Apollo receives the whole answer with its ${name}`, async () => {
    const authorization = `Bearer ${await graph.tokenOf(staff)}`;
    const client = new ApolloClient({
      link: new HttpLink({ uri: graph.url, headers: { authorization } }),
      cache: new InMemoryCache(),
      ...(handler && { incrementalHandler: handler }),
    });
    onTestFinished(() => client.stop());
    const states: (string | undefined)[] = [];
    const done = new Promise<void>((resolve, reject) => {
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
    await done;
    expect(states).toContain('streaming');
  });
}
