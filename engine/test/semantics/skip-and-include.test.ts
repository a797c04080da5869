import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveUsers = shareGraph({
  users: {
    typeDefs: `
      type Query { user: User }
      type User @key(fields: "id") { id: ID! name: String }
    `,
    resolvers: { Query: { user: () => ({ id: '1', name: 'Ada' }) } },
  },
  orders: {
    typeDefs: `
      type Query { top: Int }
      type User @key(fields: "id") { id: ID! orders: [Int] spent: Int }
    `,
    resolvers: {
      Query: { top: () => 9 },
      User: { __resolveReference: ({ id }) => ({ id, orders: [1, 2], spent: 30 }) },
    },
  },
});

const BRANCHES = `
  query ($orders: Boolean!, $hidden: Boolean = false) {
    user {
      name @skip(if: $hidden)
      ... @include(if: $orders) { orders }
      ... on User @include(if: $orders) { spent @skip(if: $hidden) }
    }
    top @include(if: $orders)
  }
`;

test.for([
  [{ orders: true }, { user: { name: 'Ada', orders: [1, 2], spent: 30 }, top: 9 }, 2],
  [{ orders: false }, { user: { name: 'Ada' } }, 0],
  [{ orders: true, hidden: true }, { user: { orders: [1, 2] }, top: 9 }, 2],
  [{ orders: false, hidden: true }, { user: {} }, 0],
] as const)(
  'with %j only the included fields are answered and fetched',
  async ([variables, data, requests]) => {
    const graph = await serveUsers();
    expect(await graph.execute(BRANCHES, variables)).toEqual({ data });
    expect(graph.subgraph('orders').requests).toHaveLength(requests);
  },
);

test('an explicit null for a condition with a default is an error', async () => {
  const graph = await serveUsers();
  const { data, errors } = await graph.execute(BRANCHES, { orders: true, hidden: null });
  expect(errors).toHaveLength(1);
  expect(data?.user ?? null).toBeNull();
});

test('conditions nest, and a field selected twice is answered if either selection is included', async () => {
  const graph = await serveUsers();
  const query = `
    query ($a: Boolean!, $b: Boolean!) {
      user {
        name
        ... @include(if: $a) { ... @skip(if: $b) { orders } }
        ...F @include(if: $b)
        orders @include(if: $b)
      }
    }
    fragment F on User { spent @include(if: $a) }
  `;
  const user = { name: 'Ada' };
  expect(await graph.execute(query, { a: true, b: false })).toEqual({
    data: { user: { ...user, orders: [1, 2] } },
  });
  expect(await graph.execute(query, { a: false, b: false })).toEqual({ data: { user } });
  expect(await graph.execute(query, { a: true, b: true })).toEqual({
    data: { user: { ...user, orders: [1, 2], spent: 30 } },
  });
  expect(await graph.execute(query, { a: false, b: true })).toEqual({
    data: { user: { ...user, orders: [1, 2] } },
  });
});

test('an operation whose fields are all skipped sends no request', async () => {
  const graph = await serveUsers();
  const query = 'query ($no: Boolean!) { user @include(if: $no) { name } top @skip(if: true) }';
  expect(await graph.execute(query, { no: false })).toEqual({ data: {} });
  expect(graph.subgraph('users').requests).toEqual([]);
  expect(graph.subgraph('orders').requests).toEqual([]);
});

test.for([
  'spent @skip(if: true)',
  '... on User @include(if: false) { spent }',
  '...F @include(if: false)',
  '...H @skip(if: true)',
  '... { ...G }',
])('a field that is never included is not fetched, also under another condition: %s', async (never) => {
  const graph = await serveUsers();
  const query = `
    query ($yes: Boolean!) { user @include(if: $yes) { orders ${never} } shown: user { ...F ...G } }
    fragment F on User { money: spent }
    fragment G on User { name spent @include(if: false) }
    ${never.includes('H') ? 'fragment H on User { spent }' : ''}
  `;
  const { data } = await graph.execute(query, { yes: true });
  expect(data?.user).toEqual(never.includes('G') ? { orders: [1, 2], name: 'Ada' } : { orders: [1, 2] });
  expect(data?.shown).toEqual({ money: 30, name: 'Ada' });
  const asked = graph.subgraph('orders').requests.map((request) => request.query);
  expect(asked).toHaveLength(2);
  expect(asked.join().match(/(?<!_)\bspent\b/g)).toHaveLength(1);
});

test('an operation whose fields are never included sends no request', async () => {
  const graph = await serveUsers();
  const query =
    '{ ...F @skip(if: true) ... @include(if: false) { top } } fragment F on Query { user { name } }';
  expect(await graph.execute(query)).toEqual({ data: {} });
  expect(graph.subgraph('users').requests).toEqual([]);
});
