import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

test('a query to a subgraph is cancelled when the client disconnects', async () => {
  const client = new AbortController();
  const graph = await serveGraph(
    { slow: { typeDefs: 'type Query { slow: Int }' } },
    { clientSignal: ({ contextValue: { signal } }) => (signal instanceof AbortSignal ? signal : undefined) },
  );
  const closed = new Promise((resolve) => {
    graph.subgraph('slow').intercept((_request, response) => {
      response.once('close', resolve);
      client.abort();
    });
  });
  const { data } = await graph.execute('{ slow }', {}, { contextValue: { signal: client.signal } });
  expect(data).toEqual({ slow: null });
  await closed;
});

test('a query of a client that has already disconnected is not sent', async () => {
  const graph = await serveGraph(
    { slow: { typeDefs: 'type Query { slow: Int }' } },
    { clientSignal: () => AbortSignal.abort() },
  );
  expect((await graph.execute('{ slow }')).data).toEqual({ slow: null });
  expect(graph.subgraph('slow').requests).toEqual([]);
});

test('a disconnect of a client is not a failure of the subgraph, and is counted separately', async () => {
  const failures: unknown[] = [];
  const left: string[] = [];
  const client = new AbortController();
  const graph = await serveGraph(
    { slow: { typeDefs: 'type Query { slow: Int }' } },
    {
      clientSignal: () => client.signal,
      onSubgraphError: (failure) => failures.push(failure),
      onClientGone: (subgraph) => left.push(subgraph),
    },
  );
  graph.subgraph('slow').intercept(() => client.abort());
  await graph.execute('{ slow }');
  await graph.execute('{ slow }');
  expect(failures).toEqual([]);
  expect(left).toEqual(['slow', 'slow']);
});

test('a mutation runs to its end even if the client disconnects', async () => {
  const client = new AbortController();
  const graph = await serveGraph(
    {
      ledger: {
        typeDefs:
          'type Query { a: Int } type Mutation { first: Int second: Entry } type Entry @key(fields: "id") { id: ID! }',
        resolvers: {
          Mutation: {
            first: async () => {
              client.abort();
              await new Promise((resolve) => setTimeout(resolve, 50));
              return 1;
            },
            second: () => ({ id: '2' }),
          },
        },
      },
      audit: {
        typeDefs: 'type Entry @key(fields: "id") { id: ID! note: String } type Mutation { last: Int }',
        resolvers: {
          Mutation: { last: () => 3 },
          Entry: { __resolveReference: ({ id }) => ({ id, note: `note ${id}` }) },
        },
      },
    },
    { clientSignal: () => client.signal },
  );
  const { data } = await graph.execute('mutation { first second { id } last }');
  expect(data).toEqual({ first: 1, second: { id: '2' }, last: 3 });
});
