import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const CATS = { __typename: 'Cat', id: 'c1', name: 'Tom', owner: { id: 'ada' }, toy: { colour: 'red' } };
const DOG = { __typename: 'Dog', id: 'd1', name: 'Rex', owner: { id: 'bob' }, toy: { size: 3 } };

const servePets = shareGraph({
  pets: {
    typeDefs: `
      type Query { pets: [Pet] any: [Any] rooms: [[Pet]] }
      union Any = Cat | Dog | Owner
      interface Pet { id: ID! name: String owner: Owner }
      type Cat implements Pet @key(fields: "id") { id: ID! name: String owner: Owner toy: CatToy }
      type Dog implements Pet @key(fields: "id") { id: ID! name: String owner: Owner toy: DogToy }
      type CatToy { colour: String }
      type DogToy { size: Int }
      type Owner @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Query: {
        pets: () => [CATS, null, DOG],
        any: () => [DOG, { __typename: 'Owner', id: 'eve' }, CATS],
        rooms: () => [[CATS], null, [], [DOG, null]],
      },
    },
  },
  vets: {
    typeDefs: `
      interface Pet { id: ID! visits: Int }
      type Cat implements Pet @key(fields: "id") { id: ID! visits: Int lives: Int }
      type Dog implements Pet @key(fields: "id") { id: ID! visits: Int tricks: [String] }
      type Owner @key(fields: "id") { id: ID! name: String }
    `,
    resolvers: {
      Cat: { __resolveReference: ({ id }) => ({ id, visits: 1, lives: 9 }) },
      Dog: { __resolveReference: ({ id }) => ({ id, visits: 2, tricks: ['sit'] }) },
      Owner: { __resolveReference: ({ id }) => ({ id, name: `name of ${id}` }) },
    },
  },
});

test('fields of an interface that is split between subgraphs come from each', async () => {
  const graph = await servePets();
  expect(
    await graph.execute('{ pets { name visits owner { name } ... on Cat { lives } ... on Dog { tricks } } }'),
  ).toEqual({
    data: {
      pets: [
        { name: 'Tom', visits: 1, owner: { name: 'name of ada' }, lives: 9 },
        null,
        { name: 'Rex', visits: 2, owner: { name: 'name of bob' }, tricks: ['sit'] },
      ],
    },
  });
});

test('each member of a union gets the fields of its own fragments', async () => {
  const graph = await servePets();
  const query = `{
    any { ... on Owner { name } ...P ... on Cat { lives } kind: __typename }
  }
  fragment P on Pet { called: name visits }`;
  expect(await graph.execute(query)).toEqual({
    data: {
      any: [
        { called: 'Rex', visits: 2, kind: 'Dog' },
        { name: 'name of eve', kind: 'Owner' },
        { called: 'Tom', visits: 1, lives: 9, kind: 'Cat' },
      ],
    },
  });
});

test('the same response name may hold different types in different members', async () => {
  const graph = await servePets();
  expect(
    await graph.execute('{ any { ... on Cat { toy { colour } } ... on Dog { toy { size } visits } } }'),
  ).toEqual({
    data: { any: [{ toy: { size: 3 }, visits: 2 }, {}, { toy: { colour: 'red' } }] },
  });
});

test('lists of lists keep their shape, their nulls and their empty lists', async () => {
  const graph = await servePets();
  expect(await graph.execute('{ rooms { __typename visits owner { name } } }')).toEqual({
    data: {
      rooms: [
        [{ __typename: 'Cat', visits: 1, owner: { name: 'name of ada' } }],
        null,
        [],
        [{ __typename: 'Dog', visits: 2, owner: { name: 'name of bob' } }, null],
      ],
    },
  });
});
