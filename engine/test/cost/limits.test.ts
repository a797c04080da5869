import { expect, test } from 'vitest';
import type { CostOptions } from '../../src/index.ts';
import { serveGraph } from '../kit/serve-graph.ts';

function serve(cost: CostOptions) {
  const link =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])';
  const resolveAll = (_: unknown, { first }: { readonly first: number }) =>
    Array.from({ length: first }, (_, id) => ({ id }));
  return serveGraph(
    {
      a: {
        typeDefs: `${link}
          type Query { all(first: Int!): [T] @listSize(slicingArguments: ["first"]) }
          type T @key(fields: "id") { id: ID! next(first: Int!): [T] @listSize(slicingArguments: ["first"]) }
        `,
        resolvers: { Query: { all: resolveAll } },
      },
      b: {
        typeDefs: `${link} type T @key(fields: "id") { id: ID! name: String }`,
        resolvers: { T: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `n${id}` }) } },
      },
    },
    { cost },
  );
}

const query = 'query ($first: Int!) { all(first: $first) { name } }';

test('an operation over the limit is refused with its cost and the limit, and no request is sent', async () => {
  const graph = await serve({ maxCost: 6 });
  expect((await graph.execute(query, { first: 3 })).errors).toBeUndefined();
  const asked = graph.subgraph('a').requests.length;
  expect(await graph.execute(query, { first: 4 })).toEqual({
    errors: [
      {
        message: 'The estimated cost of the operation is 8, but the limit is 6.',
        extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', figure: 8, limit: 6 },
      },
    ],
  });
  expect(graph.subgraph('a').requests).toHaveLength(asked);
});

test('a subgraph can have its own limit', async () => {
  const graph = await serve({ maxSubgraphCost: (name) => (name === 'b' ? 2 : undefined) });
  expect((await graph.execute(query, { first: 2 })).errors).toBeUndefined();
  expect((await graph.execute(query, { first: 3 })).errors).toMatchObject([
    { extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', figure: 3, limit: 2, serviceName: 'b' } },
  ]);
  expect((await graph.execute('{ all(first: 90) { id } }')).errors).toBeUndefined();
});

test('a caller who may see it receives the estimate', async () => {
  const graph = await serve({ maxCost: 100, exposeCost: ({ headers }) => headers?.get('show') === 'cost' });
  const told = await graph.execute(query, { first: 2 }, { headers: { show: 'cost' } });
  expect(told).toMatchObject({
    data: { all: [{ name: 'n0' }, { name: 'n1' }] },
    extensions: { cost: { estimated: 4, max: 100, subgraphs: { a: 2, b: 2 } } },
  });
  expect(await graph.execute(query, { first: 2 })).not.toHaveProperty('extensions');
});

test('the admission function receives each operation within the limits, and may refuse it', async () => {
  const costs: number[] = [];
  const graph = await serve({
    maxCost: 100,
    admit: async ({ total }) => {
      costs.push(total);
      return costs.length < 2
        ? undefined
        : { message: 'Later.', code: 'TOO_MUCH', status: 429, details: { limit: 5 } };
    },
  });
  expect((await graph.execute(query, { first: 1 })).data).toEqual({ all: [{ name: 'n0' }] });
  expect(await graph.execute(query, { first: 2 })).toEqual({
    errors: [{ message: 'Later.', extensions: { code: 'TOO_MUCH', limit: 5 } }],
  });
  await graph.execute(query, { first: 1_000_000 });
  expect(costs).toEqual([2, 4]);
});

test('introspection costs nothing', async () => {
  const graph = await serve({ maxCost: 0 });
  expect((await graph.execute('{ __schema { queryType { name } } }')).errors).toBeUndefined();
});

test('an infinite estimate exceeds every limit', async () => {
  const graph = await serve({ maxCost: 1e300 });
  const nest = (inner: string): string => `{ id next(first: 2147483647) ${inner} }`;
  let selection = '{ id }';
  for (let level = 0; level < 40; level++) selection = nest(selection);
  const answer = await graph.execute(`{ all(first: 2147483647) ${selection} none: all(first: 0) { id } }`);
  expect(answer.errors).toMatchObject([
    { extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', figure: Number.MAX_SAFE_INTEGER } },
  ]);
});
