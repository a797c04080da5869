import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

test('a field that a path provides is taken from there, elsewhere from its owner', async () => {
  const graph = await serveGraph({
    reviews: {
      typeDefs: `
        type Query { latest: Review @provides(fields: "author { name }") all: [Review] }
        type Review { text: String author: User }
        type User @key(fields: "id") { id: ID! name: String @external }
      `,
      resolvers: {
        Query: {
          latest: () => ({ text: 'Good', author: { id: '1', name: 'provided' } }),
          all: () => [{ text: 'Bad', author: { id: '2' } }],
        },
      },
    },
    users: {
      typeDefs: 'type User @key(fields: "id") { id: ID! name: String @shareable mail: String }',
      resolvers: {
        User: { __resolveReference: ({ id }) => ({ id, name: `owned ${id}`, mail: `${id}@example.org` }) },
      },
    },
  });
  expect(await graph.execute('{ latest { author { name } } }')).toEqual({
    data: { latest: { author: { name: 'provided' } } },
  });
  expect(graph.subgraph('users').requests).toEqual([]);
  expect(await graph.execute('{ latest { author { name mail } } all { author { name } } }')).toEqual({
    data: {
      latest: { author: { name: 'provided', mail: '1@example.org' } },
      all: [{ author: { name: 'owned 2' } }],
    },
  });
});
