import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveUsers = shareGraph({
  users: {
    typeDefs: `
      type Query { me: User! friend: User nobody: User users: [User] }
      type User @key(fields: "id") { id: ID! name: String friend: User }
    `,
    resolvers: {
      Query: {
        me: () => ({ id: '1', name: 'Ada' }),
        friend: () => ({ id: '2', name: 'Bob', friend: { id: '3', name: 'Eve' } }),
        nobody: () => null,
        users: () => [{ id: '1' }, null],
      },
    },
  },
  orders: {
    typeDefs: 'type Query { top: Int } type User @key(fields: "id") { id: ID! spent: Int }',
    resolvers: { Query: { top: () => 9 }, User: { __resolveReference: ({ id }) => ({ id, spent: 30 }) } },
  },
});

test('an object of which everything is skipped is an empty object, not a null', async () => {
  const graph = await serveUsers();
  const query = `
    query ($no: Boolean!) {
      me { name @include(if: $no) spent @include(if: $no) }
      friend { ... @include(if: $no) { name } }
      nobody { name @include(if: $no) }
      users { spent @include(if: $no) }
      top
    }
  `;
  expect(await graph.execute(query, { no: false })).toEqual({
    data: { me: {}, friend: {}, nobody: null, users: [{}, null], top: 9 },
  });
});

test('so is one at a non-null root field that is the whole operation', async () => {
  const graph = await serveUsers();
  expect(
    await graph.execute('query ($no: Boolean!) { me { name @include(if: $no) } }', { no: false }),
  ).toEqual({
    data: { me: {} },
  });
});

test('so is one whose own condition holds', async () => {
  const graph = await serveUsers();
  const query =
    'query ($yes: Boolean!, $no: Boolean!) { friend @include(if: $yes) { name @include(if: $no) } }';
  expect(await graph.execute(query, { yes: true, no: false })).toEqual({ data: { friend: {} } });
  expect(await graph.execute(query, { yes: false, no: false })).toEqual({ data: {} });
});

test('and so is one further down', async () => {
  const graph = await serveUsers();
  const query = 'query ($no: Boolean!) { friend { friend { spent @include(if: $no) } } }';
  expect(await graph.execute(query, { no: false })).toEqual({ data: { friend: { friend: {} } } });
});
