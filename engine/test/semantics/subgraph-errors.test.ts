import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { shareGraph } from '../kit/serve-graph.ts';

const serveUsers = shareGraph({
  users: {
    typeDefs: `
      type Query { users: [User] me: User }
      type User @key(fields: "id") { id: ID! name: String }
    `,
    resolvers: {
      Query: {
        users: () => [
          { id: '1', name: 'Ada' },
          { id: '2', name: 'Bob' },
        ],
      },
    },
  },
  orders: {
    typeDefs: `
      type User @key(fields: "id") { id: ID! orders: [Order] spent: Int }
      type Order { id: ID total: Int }
    `,
  },
});

const QUERY = '{ users { name orders { id sum: total } } }';

test('the code in the extensions of a subgraph is kept, and its name is added', async () => {
  const graph = await serveUsers();
  const error = { message: 'No', path: ['me'], extensions: { code: 'FORBIDDEN', hint: { retry: [1, 2] } } };
  graph.subgraph('users').intercept(replyJson({ data: { me: null }, errors: [error] }));
  expect(await graph.execute('{ me { name } }')).toEqual({
    data: { me: null },
    errors: [{ ...error, extensions: { code: 'FORBIDDEN', serviceName: 'users' } }],
  });
});

test('an error without a code gets one, and loses locations in the document of the fetch', async () => {
  const graph = await serveUsers();
  const error = { message: 'No', path: ['me', 'name'], locations: [{ line: 1, column: 9 }] };
  graph.subgraph('users').intercept(replyJson({ data: { me: { name: null } }, errors: [error] }));
  expect(await graph.execute('{ me { name } }')).toEqual({
    data: { me: { name: null } },
    errors: [
      {
        message: 'No',
        path: ['me', 'name'],
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'users' },
      },
    ],
  });
});

test('an error deep under an entity has its whole path from the root, with the client response names', async () => {
  const graph = await serveUsers();
  graph.subgraph('orders').intercept((request, response) => {
    const alias = /(\w+)\s*:\s*total/.exec(request.query)?.[1] ?? 'total';
    const errors = [{ message: 'No total', path: ['_entities', 1, 'orders', 0, alias] }];
    const ada = { __typename: 'User', orders: [] };
    const bob = { __typename: 'User', orders: [{ id: '7', [alias]: null }] };
    replyJson({ data: { _entities: [ada, bob] }, errors })(request, response);
  });
  const { data, errors } = await graph.execute(QUERY);
  expect(data).toEqual({
    users: [
      { name: 'Ada', orders: [] },
      { name: 'Bob', orders: [{ id: '7', sum: null }] },
    ],
  });
  expect(errors).toMatchObject([
    { message: 'No total', path: ['users', 1, 'orders', 0, 'sum'], extensions: { serviceName: 'orders' } },
  ]);
});

test.for([
  [undefined],
  [['_entities']],
  [['_entities', 99, 'orders']],
  [['elsewhere', 0]],
  ['oops'],
  [[{ a: 1 }, null]],
])('an error of an entity fetch with the path %j has a path that the client can follow', async ([path]) => {
  const graph = await serveUsers();
  graph.subgraph('orders').intercept(replyJson({ data: null, errors: [{ message: 'Closed', path }] }));
  const { data, errors } = await graph.execute(QUERY);
  expect(data).toEqual({
    users: [
      { name: 'Ada', orders: null },
      { name: 'Bob', orders: null },
    ],
  });
  expect(errors).not.toHaveLength(0);
  for (const error of errors ?? []) {
    expect(error.message).toBe('Closed');
    expect(['users', undefined]).toContain(error.path?.[0]);
    expect(error.path ?? []).not.toContain('@');
    expect(error.path ?? []).not.toContain('_entities');
  }
});

test('the number of errors from a subgraph is limited', async () => {
  const graph = await serveUsers();
  const errors = Array.from({ length: 1_000 }, (_, index) => ({
    message: `No ${index}`,
    path: ['users', index],
  }));
  graph.subgraph('users').intercept(replyJson({ data: { users: errors.map(() => null) }, errors }));
  const answer = await graph.execute('{ users { name } }');
  expect(answer.data).toEqual({ users: errors.map(() => null) });
  expect(answer.errors?.length).toBeLessThanOrEqual(100);
  expect(answer.errors?.[0]).toMatchObject({ message: 'No 0', path: ['users', 0] });
});
