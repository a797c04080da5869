import { afterEach, expect, test, vi } from 'vitest';
import { createHttpSubgraph, createLocalSubgraph, type SubgraphRequest } from '../../src/index.ts';
import { serveGraph } from '../kit/serve-graph.ts';
import type { ServedSubgraph } from '../kit/serve-subgraph.ts';
import { createSubgraphSchema } from '../kit/subgraph-definition.ts';

const accounts = {
  typeDefs: 'type Query { me: User } type User @key(fields: "id") { id: ID! }',
  resolvers: { Query: { me: () => ({ id: '1' }) } },
};
const slow = {
  typeDefs: `type User @key(fields: "id") { id: ID! score: Int } type Thing @key(fields: "id") { id: ID! size: Int }`,
};
const ranks = {
  typeDefs: `
    type User @key(fields: "id") { id: ID! score: Int @external rank: Int @requires(fields: "score") medal: String }
    type Query { top: Thing } type Thing @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: { top: () => ({ id: '7' }) },
    User: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, medal: 'gold' }) },
  },
};

// The clock moves only when a test moves it, so that no deadline depends on the speed of the machine.
const stopClock = (): void =>
  void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
afterEach(() => void vi.useRealTimers());

test('a request is answered by its deadline with all data received by then', async () => {
  const graph = await serveGraph({ accounts, slow, ranks }, { requestTimeoutMs: 60_000 });
  const arrived = holdAll(graph.subgraph('slow'));
  stopClock();
  const answer = graph.execute('{ me { id score rank } top { id size } }');
  // Each subgraph is answered only after both requests have arrived.
  await expect.poll(arrived).toBe(2);
  await vi.advanceTimersByTimeAsync(60_100);
  const { data, errors } = await answer;
  expect(data).toEqual({ me: { id: '1', score: null, rank: null }, top: { id: '7', size: null } });
  expect(errors?.find(({ path }) => path?.join() === 'me,score')).toMatchObject({
    extensions: { code: 'GATEWAY_TIMEOUT', serviceName: 'slow' },
  });
});

test('a subgraph receives its time limit: less than that of the request, as others come after it', async () => {
  const graph = await serveGraph(
    { accounts, slow, ranks },
    {
      requestTimeoutMs: 90_000,
      createSubgraph: ({ url }) => createHttpSubgraph({ url, timeoutMs: 600_000 }),
    },
  );
  stopClock();
  await graph.execute('{ me { id score rank } }');
  const [first] = graph.subgraph('accounts').requests;
  const [second] = graph.subgraph('slow').requests;
  const leftMs = (headers: typeof first) => Number(headers?.headers['x-deadline-ms']);
  // Two thirds of the remaining time, since the clock has not moved.
  expect([leftMs(first), leftMs(second)]).toEqual([60_000, 60_000]);
});

test('a subgraph that is slow leaves time to those that come after it', async () => {
  const graph = await serveGraph({ accounts, slow, ranks }, { requestTimeoutMs: 60_000 });
  const arrived = holdAll(graph.subgraph('slow'));
  stopClock();
  const answer = graph.execute('{ me { rank medal } }');
  await expect.poll(arrived).toBe(1);
  await vi.advanceTimersByTimeAsync(45_000);
  expect((await answer).data).toEqual({ me: { rank: null, medal: 'gold' } });
});

test('a subgraph receives its own timeout if that is shorter, and a client cannot set it', async () => {
  const graph = await serveGraph(
    { accounts },
    { createSubgraph: ({ url }) => createHttpSubgraph({ url, timeoutMs: 700 }) },
  );
  stopClock();
  await graph.execute('{ me { id } }', {}, { headers: { 'x-deadline-ms': '99999' } });
  expect(graph.subgraph('accounts').requests[0]?.headers['x-deadline-ms']).toBe('700');
  expect(() => createHttpSubgraph({ url: 'http://a/', forwardHeaders: ['X-Deadline-Ms'] })).toThrow(
    'must not name a header of the connection, body or deadline: x-deadline-ms',
  );
});

test('a subgraph in the same process receives the same deadline', async () => {
  const deadlines: (number | undefined)[] = [];
  const schema = createSubgraphSchema({
    typeDefs: 'type Query { a: Int b: Int }',
    resolvers: { Query: { a: () => new Promise(() => {}) } },
  });
  const graph = await serveGraph(
    { one: { typeDefs: 'type Query { a: Int b: Int }' } },
    {
      requestTimeoutMs: 60_000,
      createSubgraph: () =>
        createLocalSubgraph({
          schema,
          contextValue: ({ deadline }: SubgraphRequest) => void deadlines.push(deadline),
        }),
    },
  );
  stopClock();
  const arrivedAt = performance.now();
  const answer = graph.execute('{ a }');
  await expect.poll(() => deadlines).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_100);
  const { data, errors } = await answer;
  expect(data).toEqual({ a: null });
  expect(errors).toMatchObject([{ path: ['a'], extensions: { code: 'GATEWAY_TIMEOUT' } }]);
  expect(deadlines[0]).toBeGreaterThan(arrivedAt);
  expect(deadlines[0]).toBeLessThanOrEqual(arrivedAt + 60_000);
});

test('a policy that does not decide in time fails the request with GATEWAY_TIMEOUT', async () => {
  let asked = 0;
  const graph = await serveGraph(
    {
      one: {
        typeDefs: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@policy"])
          type Query { a: Int @policy(policies: [["p"]]) }`,
      },
    },
    {
      requestTimeoutMs: 60_000,
      authorization: {
        viewer: () => ({ authenticated: false, scopes: new Set() }),
        policies: {
          p: () => {
            asked += 1;
            return new Promise<never>(() => {});
          },
        },
      },
    },
  );
  stopClock();
  const answer = graph.execute('{ a }');
  await expect.poll(() => asked).toBe(1);
  await vi.advanceTimersByTimeAsync(60_100);
  expect((await answer).errors).toMatchObject([{ extensions: { code: 'GATEWAY_TIMEOUT' } }]);
});

/** Makes a subgraph answer nothing, and returns a function that counts the requests that have arrived. */
function holdAll(subgraph: ServedSubgraph): () => number {
  subgraph.intercept(() => {});
  return () => subgraph.requests.length;
}
