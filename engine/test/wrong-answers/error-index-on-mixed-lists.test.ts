import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

function failFor(id: string): Error {
  return new Error(`No reviews of ${id}`);
}

const serveCatalog = shareGraph({
  catalog: {
    typeDefs: `
      type Query { items: [Item] shelves: [[Item]] }
      union Item = Book | Film | Note
      type Book @key(fields: "id") { id: ID! }
      type Film @key(fields: "id") { id: ID! }
      type Note { text: String }
    `,
    resolvers: {
      Query: {
        items: () => [
          { __typename: 'Note', text: 'first' },
          { __typename: 'Film', id: 'f1' },
          null,
          { __typename: 'Book', id: 'b1' },
          { __typename: 'Book', id: 'broken' },
          { __typename: 'Film', id: 'broken' },
        ],
        shelves: () => [
          [{ __typename: 'Note', text: 'a' }],
          [null, { __typename: 'Book', id: 'broken' }, { __typename: 'Book', id: 'b1' }],
        ],
      },
    },
  },
  reviews: {
    typeDefs: `
      type Book @key(fields: "id") { id: ID! reviews: [String!] }
      type Film @key(fields: "id") { id: ID! stars: Int }
    `,
    resolvers: {
      Book: {
        __resolveReference: (reference) => ({ ...reference }),
        reviews: ({ id }) => {
          if (id === 'broken') throw failFor(id);
          return [`good ${id}`];
        },
      },
      Film: {
        __resolveReference: (reference) => ({ ...reference }),
        stars: ({ id }) => {
          if (id === 'broken') throw failFor(id);
          return 5;
        },
      },
    },
  },
});

test('an error of an entity has the index of its element, when only some elements were fetched', async () => {
  const graph = await serveCatalog();
  const { data, errors } = await graph.execute(
    '{ items { ... on Book { reviews } ... on Film { stars } ... on Note { text } } }',
  );
  expect(data).toEqual({
    items: [
      { text: 'first' },
      { stars: 5 },
      null,
      { reviews: ['good b1'] },
      { reviews: null },
      { stars: null },
    ],
  });
  expect(errors).toHaveLength(2);
  expect(errors).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ message: 'No reviews of broken', path: ['items', 4, 'reviews'] }),
      expect.objectContaining({ message: 'No reviews of broken', path: ['items', 5, 'stars'] }),
    ]),
  );
});

test('an error inside a list of lists has both indices', async () => {
  const graph = await serveCatalog();
  const { data, errors } = await graph.execute('{ shelves { ... on Book { reviews } } }');
  expect(data).toEqual({ shelves: [[{}], [null, { reviews: null }, { reviews: ['good b1'] }]] });
  expect(errors).toMatchObject([
    { path: ['shelves', 1, 1, 'reviews'], extensions: { serviceName: 'reviews' } },
  ]);
});

test('an error path has the aliases of the client and none of the engine', async () => {
  const graph = await serveCatalog();
  const { errors } = await graph.execute('{ things: items { ... on Book { said: reviews } } }');
  expect(errors).toMatchObject([{ path: ['things', 4, 'said'] }]);
});
