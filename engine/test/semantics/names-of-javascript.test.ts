import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveUsers = shareGraph({
  users: {
    typeDefs: `
      type Query { user: User json: JSON }
      type User @key(fields: "id") { id: ID! name: String constructor: String toString: String }
      scalar JSON
    `,
    resolvers: {
      Query: {
        user: () => ({ id: '1', name: 'Ada', constructor: 'built', toString: 'text' }),
        json: () => JSON.parse('{"__typename":"X","__proto__":{"a":1},"constructor":2,"list":[null,[{}]]}'),
      },
    },
  },
  orders: {
    typeDefs: 'type User @key(fields: "id") { id: ID! hasOwnProperty: Int valueOf(length: Int): Int }',
    resolvers: {
      User: {
        __resolveReference: ({ id }) => ({ id, hasOwnProperty: 7 }),
        valueOf: (_user: unknown, { length }: { readonly length: number }) => length,
      },
    },
  },
});

test('fields, aliases and variables may have names that JavaScript objects have', async () => {
  const graph = await serveUsers();
  const query = `query ($constructor: Int, $toString: Boolean!) {
    user {
      constructor toString hasOwnProperty valueOf(length: $constructor)
      __proto__: name prototype: toString length: hasOwnProperty valueOf2: valueOf(length: 5) @include(if: $toString)
    }
  }`;
  const { data, errors } = await graph.execute(query, { constructor: 3, toString: true });
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).toBe(
    '{"user":{"constructor":"built","toString":"text","hasOwnProperty":7,"valueOf":3,' +
      '"__proto__":"Ada","prototype":"text","length":7,"valueOf2":5}}',
  );
});

test('a custom scalar is passed unchanged, whatever its keys', async () => {
  const graph = await serveUsers();
  expect(JSON.stringify((await graph.execute('{ json }')).data)).toBe(
    '{"json":{"__typename":"X","__proto__":{"a":1},"constructor":2,"list":[null,[{}]]}}',
  );
});
