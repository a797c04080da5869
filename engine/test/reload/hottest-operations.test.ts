import { expect, test } from 'vitest';
import { serveChangingGraph } from '../kit/serve-changing-graph.ts';

const prices = {
  typeDefs: 'type Query { price: Int tax: Int }',
  resolvers: { Query: { price: () => 5, tax: () => 1 } },
};
const stock = { typeDefs: 'type Query { pieces: Int }', resolvers: { Query: { pieces: () => 7 } } };

/** One planner and no queue. */
const planning = { timeoutMs: 60_000, maxThreads: 1, maxQueued: 1 };

test('what clients ask is planned on the next supergraph before it is served; what no longer fits is told', async () => {
  const graph = await serveChangingGraph({ prices, stock }, { planning });
  for (const query of ['{ price }', 'query All { price pieces }', 'query Taxed { tax }'])
    await graph.execute(query);
  const next = { prices: { typeDefs: 'type Query { price: Int }' }, stock };
  expect(await graph.change(graph.compose(next))).toMatchObject({
    outcome: 'served',
    warmUp: {
      planned: 2,
      invalid: 1,
      failed: [{ operation: 'Taxed', reason: expect.stringContaining('"tax"') }],
    },
  });
});

test('a supergraph on which nothing of what clients ask can be planned is refused', async () => {
  const work = 'type Query { work: Work } union Work = Book type Book implements Media';
  const media = {
    typeDefs: `${work} @key(fields: "id") { id: ID! } interface Media @key(fields: "id") { id: ID! }`,
  };
  const ratings = { typeDefs: 'type Query { other: Int }', resolvers: { Query: { other: () => 1 } } };
  const before = {
    media: { typeDefs: `${media.typeDefs} extend type Query { best: Media }` },
    ratings,
  };
  const graph = await serveChangingGraph(before);
  const query = '{ best { ... on Work { __typename } } }';
  expect(await graph.execute(query)).toEqual({ data: { best: null } });

  const unplannable = {
    media,
    ratings: {
      typeDefs:
        'type Query { best: Media other: Int } type Media @key(fields: "id") @interfaceObject { id: ID! }',
    },
  };
  const sdl = graph.compose(unplannable);
  expect(await graph.change(sdl)).toMatchObject({
    outcome: 'refused',
    errors: ['None of the 1 most frequent operations can be planned', expect.stringContaining(query)],
  });
  expect(await graph.execute(query)).toEqual({ data: { best: null } });

  await graph.execute('{ other }');
  expect(await graph.change(sdl)).toMatchObject({ outcome: 'served', warmUp: { planned: 1, invalid: 0 } });
});
