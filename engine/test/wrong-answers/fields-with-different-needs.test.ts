import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveMedia = shareGraph({
  media: {
    typeDefs: `
      type Query { shelf: [Media] book: Book }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String }
    `,
    resolvers: {
      Query: {
        shelf: () => [
          { __typename: 'Book', id: 'b1', title: 'One' },
          { __typename: 'Film', id: 'f1', title: 'Two' },
        ],
        book: () => ({ id: 'b1', title: 'One', pages: 9 }),
      },
    },
  },
  ratings: {
    typeDefs: `
      type Media @key(fields: "id") @interfaceObject {
        id: ID! title: String @external stars: Int blurb: String @requires(fields: "title")
      }
    `,
    resolvers: {
      Media: {
        __resolveReference: (reference) => ({ ...reference, stars: 5 }),
        blurb: ({ title }) => `blurb of ${title}`,
      },
    },
  },
  shipping: {
    typeDefs: `
      type Book @key(fields: "id") { id: ID! pages: Int @external weight: Int @requires(fields: "pages") shelves: [Int] }
    `,
    resolvers: {
      Book: {
        __resolveReference: (reference) => ({ ...reference, shelves: [1, 2] }),
        weight: ({ pages }) => pages * 10,
      },
    },
  },
});

test('a field that requires nothing comes for objects of which another field is not asked', async () => {
  const graph = await serveMedia();
  expect(await graph.execute('{ shelf { stars ... on Film { blurb } } }')).toEqual({
    data: { shelf: [{ stars: 5 }, { stars: 5, blurb: 'blurb of Two' }] },
  });
});

test('an object without a selection there does not affect the fetches for others', async () => {
  const graph = await serveMedia();
  expect(await graph.execute('{ shelf { title ... on Book { blurb } } }')).toEqual({
    data: { shelf: [{ title: 'One', blurb: 'blurb of One' }, { title: 'Two' }] },
  });
});

test.for([
  [true, { shelves: [1, 2] }],
  [false, { weight: 90, shelves: [1, 2] }],
] as const)('a skipped field (%j) does not affect the fields beside it', async ([skipped, book]) => {
  const graph = await serveMedia();
  const query = 'query ($skipped: Boolean!) { book { weight @skip(if: $skipped) shelves } }';
  expect(await graph.execute(query, { skipped })).toEqual({ data: { book } });
});
