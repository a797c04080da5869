import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

test('two aliases of one field fail each for itself', async () => {
  const graph = await serveGraph({
    reviews: {
      typeDefs: `
        type Query { user: User }
        type User @key(fields: "id") { id: ID! reviews: [Review] }
        type Review { id: ID! stars: Int! }
      `,
      resolvers: {
        Query: { user: () => ({ id: '1', reviews: [{ id: 'a', stars: 5 }, { id: 'b' }] }) },
        Review: {
          stars: ({ stars }) => {
            if (stars === undefined) throw new Error('No stars');
            return stars;
          },
        },
      },
    },
  });
  const { data, errors } = await graph.execute('{ user { rated: reviews { stars } reviews { id } } }');
  expect(data).toEqual({ user: { rated: [{ stars: 5 }, null], reviews: [{ id: 'a' }, { id: 'b' }] } });
  expect(errors).toMatchObject([{ message: 'No stars', path: ['user', 'rated', 1, 'stars'] }]);
});
