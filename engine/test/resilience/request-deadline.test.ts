import { expect, test } from 'vitest';
import { createHttpSubgraph, createLocalSubgraph, type SubgraphRequest } from '../../src/index.ts';
import { serveGraph } from '../kit/serve-graph.ts';
import { createSubgraphSchema } from '../kit/subgraph-definition.ts';

const accounts = {
  typeDefs: 'type Query { me: User } type User @key(fields: "id") { id: ID! }',
  resolvers: { Query: { me: () => ({ id: '1' }) } },
};
const slow = { typeDefs: 'type User @key(fields: "id") { id: ID! score: Int }' };
const ranks = {
  typeDefs: `type User @key(fields: "id") { id: ID! score: Int @external rank: Int @requires(fields: "score") }
    type Query { top: Int }`,
  resolvers: { Query: { top: () => 1 } },
};

test('a request is answered by its deadline, whatever its subgraphs do, with all that has come', async () => {
  const graph = await serveGraph({ accounts, slow, ranks }, { requestTimeoutMs: 600 });
  graph.subgraph('slow').intercept(() => {});
  const begun = performance.now();
  const { data, errors } = await graph.execute('{ me { id score rank } top }');
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(data).toMatchObject({ me: { id: '1', score: null }, top: 1 });
  expect(errors?.[0]).toMatchObject({
    path: ['me', 'score'],
    extensions: { code: 'GATEWAY_TIMEOUT', serviceName: 'slow' },
  });
});

test('a subgraph is told how long it has: less than the request, as others come after it', async () => {
  const graph = await serveGraph(
    { accounts, slow, ranks },
    {
      requestTimeoutMs: 90_000,
      createSubgraph: ({ url }) => createHttpSubgraph({ url, timeoutMs: 600_000 }),
    },
  );
  await graph.execute('{ me { id score rank } }');
  const [first] = graph.subgraph('accounts').requests;
  const [second] = graph.subgraph('slow').requests;
  const leftMs = (headers: typeof first) => Number(headers?.headers['x-deadline-ms']);
  expect(leftMs(first)).toBeGreaterThan(45_000);
  expect(leftMs(first)).toBeLessThanOrEqual(60_000);
  // What the first has left over is the second's.
  expect(leftMs(second)).toBeGreaterThan(45_000);
});

test('a subgraph that is slow leaves time to those that come after it', async () => {
  const fast = {
    typeDefs: 'type User @key(fields: "id") { id: ID! name: String }',
    resolvers: { User: { __resolveReference: () => ({ id: '1', name: 'Ada' }) } },
  };
  const news = { typeDefs: 'type Query { news: Int }' };
  const graph = await serveGraph({ accounts, fast, news }, { requestTimeoutMs: 6_000 });
  graph.subgraph('news').intercept(() => {});
  const { data } = await graph.execute('{ news me { name } }');
  expect(data).toEqual({ news: null, me: { name: 'Ada' } });
});

test('a subgraph is told its own time where that is shorter, and a client cannot set it', async () => {
  const graph = await serveGraph(
    { accounts },
    { createSubgraph: ({ url }) => createHttpSubgraph({ url, timeoutMs: 700 }) },
  );
  await graph.execute('{ me { id } }', {}, { headers: { 'x-deadline-ms': '99999' } });
  const leftMs = Number(graph.subgraph('accounts').requests[0]?.headers['x-deadline-ms']);
  expect(leftMs).toBeGreaterThan(500);
  expect(leftMs).toBeLessThanOrEqual(700);
  expect(() => createHttpSubgraph({ url: 'http://a/', forwardHeaders: ['X-Deadline-Ms'] })).toThrow(
    'must not name a header of the connection, body or deadline: x-deadline-ms',
  );
});

test('a subgraph of the same process has the same deadline, and is told it', async () => {
  const deadlines: (number | undefined)[] = [];
  const schema = createSubgraphSchema({
    typeDefs: 'type Query { a: Int b: Int }',
    resolvers: { Query: { a: () => new Promise(() => {}) } },
  });
  const graph = await serveGraph(
    { one: { typeDefs: 'type Query { a: Int b: Int }' } },
    {
      requestTimeoutMs: 200,
      createSubgraph: () =>
        createLocalSubgraph({
          schema,
          contextValue: ({ deadline }: SubgraphRequest) => void deadlines.push(deadline),
        }),
    },
  );
  const before = performance.now();
  const { data, errors } = await graph.execute('{ a }');
  expect(data).toEqual({ a: null });
  expect(errors).toMatchObject([{ path: ['a'], extensions: { code: 'GATEWAY_TIMEOUT' } }]);
  expect(deadlines[0]).toBeGreaterThan(before);
  expect(deadlines[0]).toBeLessThan(performance.now());
});

test('a policy that does not decide in time fails the request with GATEWAY_TIMEOUT', async () => {
  const graph = await serveGraph(
    {
      one: {
        typeDefs: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@policy"])
          type Query { a: Int @policy(policies: [["p"]]) }`,
      },
    },
    {
      requestTimeoutMs: 200,
      authorization: {
        viewer: () => ({ authenticated: false, scopes: new Set() }),
        policies: { p: () => new Promise<never>(() => {}) },
      },
    },
  );
  expect((await graph.execute('{ a }')).errors).toMatchObject([{ extensions: { code: 'GATEWAY_TIMEOUT' } }]);
});
