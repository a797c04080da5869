import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

const QUERY = `
  query ($count: Int!, $named: Boolean!) {
    users(count: $count) { id name @include(if: $named) spent(factor: $count) friends { id spent(factor: 1) } }
  }
`;

test('concurrent requests of one operation do not share variables, data or errors', async () => {
  const graph = await serveGraph({
    users: {
      typeDefs: `
        type Query { users(count: Int!): [User] }
        type User @key(fields: "id") { id: ID! name: String friends: [User] }
      `,
      resolvers: {
        Query: {
          users: async (_source, { count }) => {
            await new Promise((resolve) => setTimeout(resolve, (count * 7) % 20));
            return Array.from({ length: count }, (_, id) => ({
              id,
              name: `name ${id}`,
              friends: [{ id: 0 }, { id }],
            }));
          },
        },
      },
    },
    orders: {
      typeDefs: 'type User @key(fields: "id") { id: ID! spent(factor: Int!): Int }',
      resolvers: {
        User: {
          __resolveReference: ({ id }) => ({ id }),
          spent: ({ id }, { factor }) => {
            if (factor === 3) throw new Error(`No spending of ${id}`);
            return Number(id) * factor;
          },
        },
      },
    },
  });
  const cases = Array.from({ length: 40 }, (_, index) => ({
    count: 1 + (index % 6),
    named: index % 2 === 0,
  }));
  const answers = await Promise.all(cases.map((variables) => graph.execute(QUERY, variables)));
  for (const [index, { count, named }] of cases.entries()) {
    const ids = Array.from({ length: count }, (_, id) => id);
    expect(answers[index]?.data).toEqual({
      users: ids.map((id) => ({
        id: `${id}`,
        ...(named ? { name: `name ${id}` } : {}),
        spent: count === 3 ? null : id * count,
        friends: [
          { id: '0', spent: 0 },
          { id: `${id}`, spent: id },
        ],
      })),
    });
    expect(answers[index]?.errors?.map(({ path }) => path)).toEqual(
      count === 3 ? ids.map((id) => ['users', id, 'spent']) : undefined,
    );
  }
});
