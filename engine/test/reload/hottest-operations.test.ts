import { expect, test } from 'vitest';
import { serveChangingGraph } from '../kit/serve-changing-graph.ts';

const prices = {
  typeDefs: 'type Query { price: Int tax: Int }',
  resolvers: { Query: { price: () => 5, tax: () => 1 } },
};
const stock = { typeDefs: 'type Query { pieces: Int }', resolvers: { Query: { pieces: () => 7 } } };

/** One planner and no queue. */
const planning = { timeoutMs: 60_000, maxThreads: 1, maxQueued: 1 };

test('frequent operations are planned on a new supergraph before it is served, and failures are reported', async () => {
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

test('a supergraph on which no frequent operation can be planned is refused', async () => {
  const other = { typeDefs: 'type Query { other: Int }', resolvers: { Query: { other: () => 1 } } };
  const before = {
    media: {
      typeDefs: `
        type Query { best: Media }
        interface Media @key(fields: "id") { id: ID! pages: Int tax: Int }
        type Book implements Media @key(fields: "id") { id: ID! pages: Int tax: Int }
      `,
    },
    prices: { typeDefs: 'type Query { price: Int }' },
    other,
  };
  const graph = await serveChangingGraph(before);
  const query = '{ best { tax } }';
  expect(await graph.execute(query)).toEqual({ data: { best: null } });

  // A @requires through two interface objects in a row has no plan.
  const unplannable = {
    media: {
      typeDefs: `
        interface Media @key(fields: "id") { id: ID! pages: Int }
        type Book implements Media @key(fields: "id") { id: ID! pages: Int }
      `,
    },
    prices: {
      typeDefs: `
        type Query { best: Media }
        type Media @key(fields: "id") @interfaceObject {
          id: ID! pages: Int @external price: Int @requires(fields: "pages")
        }
      `,
    },
    other: {
      typeDefs: `
        type Query { other: Int }
        type Media @key(fields: "id") @interfaceObject {
          id: ID! price: Int @external tax: Int @requires(fields: "price")
        }
      `,
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
