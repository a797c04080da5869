import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { shareGraph } from '../kit/serve-graph.ts';

const CODE = { code: 'INVALID_RESPONSE_VALUE' };

const serveUsers = shareGraph({
  users: {
    typeDefs: `
      type Query { me: User! friend: User users: [User!] guests: [User] matrix: [[Int!]] }
      type User @key(fields: "id") { id: ID! name: String! nick: String }
    `,
  },
  orders: {
    typeDefs: `
      type User @key(fields: "id") { id: ID! orders: [Order!]! city: String }
      type Order { id: ID! }
    `,
    resolvers: { User: { __resolveReference: () => null } },
  },
});

test('a null for a non-null field nulls the nearest nullable parent and leaves an error', async () => {
  const graph = await serveUsers();
  graph.subgraph('users').intercept(replyJson({ data: { friend: { name: null, nick: 'ada' } } }));
  expect(await graph.execute('{ friend { nick name } }')).toEqual({
    data: { friend: null },
    errors: [
      {
        message: 'Cannot return null for non-nullable field User.name.',
        path: ['friend', 'name'],
        extensions: CODE,
      },
    ],
  });
});

test('a null for a non-null root field nulls all data and leaves an error', async () => {
  const graph = await serveUsers();
  graph.subgraph('users').intercept(replyJson({ data: { me: null } }));
  expect(await graph.execute('{ me { nick } }')).toEqual({
    data: null,
    errors: [
      { message: 'Cannot return null for non-nullable field Query.me.', path: ['me'], extensions: CODE },
    ],
  });
});

test('a null element of a list of non-nulls nulls the list, one of a list of nullables stays alone', async () => {
  const graph = await serveUsers();
  const people = [{ nick: 'ada' }, null];
  graph.subgraph('users').intercept(replyJson({ data: { users: people, guests: people } }));
  const { data, errors } = await graph.execute('{ users { nick } guests { nick } }');
  expect(data).toEqual({ users: null, guests: people });
  expect(errors).toMatchObject([{ path: ['users', 1], extensions: CODE }]);
});

test('a null inside a list of lists nulls the inner list and names both indices', async () => {
  const graph = await serveUsers();
  graph.subgraph('users').intercept(replyJson({ data: { matrix: [[1, 2], [3, null], null] } }));
  const { data, errors } = await graph.execute('{ matrix }');
  expect(data).toEqual({ matrix: [[1, 2], null, null] });
  expect(errors).toMatchObject([{ path: ['matrix', 1, 1], extensions: CODE }]);
});

test('an entity that its subgraph does not know nulls the parent of its non-null field', async () => {
  const graph = await serveUsers();
  const guests = [{ __typename: 'User', id: '1', nick: 'ada' }];
  graph.subgraph('users').intercept(replyJson({ data: { guests } }));
  expect((await graph.execute('{ guests { nick city } }')).data).toEqual({
    guests: [{ nick: 'ada', city: null }],
  });
  const { data, errors } = await graph.execute('{ guests { nick orders { id } } }');
  expect(data).toEqual({ guests: [null] });
  expect(errors).toMatchObject([{ path: ['guests', 0, 'orders'], extensions: CODE }]);
});

test("a subgraph's own error for the null is not followed by a second one for the same place", async () => {
  const graph = await serveUsers();
  graph.subgraph('users').intercept(
    replyJson({
      data: { friend: { name: null } },
      errors: [{ message: 'No name', path: ['friend', 'name'], extensions: { code: 'NAMELESS' } }],
    }),
  );
  expect(await graph.execute('{ friend { name } }')).toEqual({
    data: { friend: null },
    errors: [
      {
        message: 'No name',
        path: ['friend', 'name'],
        extensions: { code: 'NAMELESS', serviceName: 'users' },
      },
    ],
  });
});

test('the error names the alias that the client gave', async () => {
  const graph = await serveUsers();
  graph.subgraph('users').intercept((request, response) => {
    const alias = /(\w+)\s*:\s*friend/.exec(request.query)?.[1] ?? 'friend';
    const inner = /(\w+)\s*:\s*name/.exec(request.query)?.[1] ?? 'name';
    replyJson({ data: { [alias]: { [inner]: null } } })(request, response);
  });
  const { data, errors } = await graph.execute('{ pal: friend { called: name } }');
  expect(data).toEqual({ pal: null });
  expect(errors).toMatchObject([{ path: ['pal', 'called'], extensions: CODE }]);
});
