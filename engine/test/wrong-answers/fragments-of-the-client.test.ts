import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveMedia = shareGraph({
  catalog: {
    typeDefs: `
      type Query { media: [Media] hits: [Hit] }
      interface Media { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String }
      type Film implements Media @key(fields: "id") { id: ID! title: String }
      type Note { text: String }
      union Hit = Book | Film | Note
    `,
    resolvers: {
      Query: {
        media: () => [
          { __typename: 'Book', id: '1', title: 'One' },
          { __typename: 'Film', id: '2', title: null },
        ],
      },
    },
  },
  reviews: {
    typeDefs: `
      type Book @key(fields: "id") {
        id: ID! title: String @external blurb: String @requires(fields: "title") reviews: [Review]
      }
      type Film @key(fields: "id") { id: ID! reviews: [Review] }
      type Review { text: String stars: Int by: Review }
    `,
    resolvers: {
      Book: {
        __resolveReference: (reference) => ({ ...reference }),
        blurb: ({ title }) => `on ${title}`,
        reviews: () => [{ text: 'good', stars: 4, by: { text: 'me', stars: 1 } }],
      },
      Film: { __resolveReference: (reference) => ({ ...reference }), reviews: () => [] },
    },
  },
});

test('fields with different needs may have fragments inside them', async () => {
  const graph = await serveMedia();
  const query = `
    { media { ... on Book { blurb reviews { ...R stars by { ...R stars } } again: reviews { ...R stars by { ...R } } } } }
    fragment R on Review { text stars }
  `;
  expect(await graph.execute(query)).toEqual({
    data: {
      media: [
        {
          blurb: 'on One',
          reviews: [{ text: 'good', stars: 4, by: { text: 'me', stars: 1 } }],
          again: [{ text: 'good', stars: 4, by: { text: 'me', stars: 1 } }],
        },
        {},
      ],
    },
  });
});

test('a condition on a fragment that matches no object does not affect the rest', async () => {
  const graph = await serveMedia();
  const query = `
    query ($yes: Boolean!) { media { ...F title } }
    fragment F on Hit { ... on Note @include(if: $yes) { text } ... on Book { id } }
  `;
  expect(await graph.execute(query, { yes: true })).toEqual({
    data: { media: [{ id: '1', title: 'One' }, { title: null }] },
  });
});
