import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

/**
 * The fields of `pets` differ in nullability, so one query cannot select both under one name. In the API
 * schema they agree.
 */
const servePets = shareGraph({
  pets: {
    typeDefs: `
      type Query { pets: [Pet] }
      union Pet = Cat | Dog
      type Cat @key(fields: "id") { id: ID! name: String! @shareable friend: Dog }
      type Dog @key(fields: "id") { id: ID! name: String @shareable friend: Cat }
    `,
    resolvers: {
      Query: {
        pets: () => [
          { __typename: 'Cat', id: 'c', name: 'Tom', friend: { id: 'd', name: 'Rex' } },
          { __typename: 'Dog', id: 'd', name: 'Rex', friend: { id: 'c', name: 'Tom' } },
        ],
      },
      Cat: { __resolveReference: () => ({ id: 'c', name: 'Tom', friend: { id: 'd', name: 'Rex' } }) },
      Dog: { __resolveReference: () => ({ id: 'd', name: 'Rex', friend: { id: 'c', name: 'Tom' } }) },
    },
  },
  tags: {
    typeDefs: `
      type Query { tagged: [Pet] }
      union Pet = Cat | Dog
      type Cat @key(fields: "id") { id: ID! name: String @shareable tag: String }
      type Dog @key(fields: "id") { id: ID! name: String @shareable tag: String }
    `,
    resolvers: {
      Query: { tagged: () => [{ __typename: 'Dog', id: 'd' }, null, { __typename: 'Cat', id: 'c' }] },
      Cat: { __resolveReference: ({ id }) => ({ id, name: 'Tom', tag: 'cat tag' }), name: () => 'Tom' },
      Dog: { __resolveReference: ({ id }) => ({ id, name: 'Rex', tag: 'dog tag' }), name: () => 'Rex' },
    },
  },
});

test('a field fetched under another response name is returned under its own name', async () => {
  const graph = await servePets();
  expect(await graph.execute('{ pets { ... on Cat { name tag } ... on Dog { name tag } } }')).toEqual({
    data: {
      pets: [
        { name: 'Tom', tag: 'cat tag' },
        { name: 'Rex', tag: 'dog tag' },
      ],
    },
  });
  expect(graph.subgraph('pets').requests.at(0)?.query).toMatch(/\w+:\s*name/);
});

test('the same holds inside entities, under the alias of the client', async () => {
  const graph = await servePets();
  const query =
    '{ tagged { ... on Cat { friend { called: name } } ... on Dog { friend { called: name } } } }';
  expect(await graph.execute(query)).toEqual({
    data: { tagged: [{ friend: { called: 'Tom' } }, null, { friend: { called: 'Rex' } }] },
  });
});
