import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

test("an operation that the planner cannot plan gives an error without the planner's words, and asks nobody", async () => {
  const graph = await serveGraph({
    media: {
      typeDefs: `
        type Query { work: Work }
        union Work = Book
        interface Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! }
      `,
    },
    ratings: {
      typeDefs: 'type Query { best: Media } type Media @key(fields: "id") @interfaceObject { id: ID! }',
    },
  });
  const { data, errors } = await graph.execute('{ best { ... on Work { __typename } } }');
  expect(data ?? null).toBeNull();
  expect(errors).toHaveLength(1);
  expect(JSON.stringify(errors)).not.toMatch(/edge|ratings|Media\(/);
  for (const name of ['media', 'ratings']) expect(graph.subgraph(name).requests).toEqual([]);
});
