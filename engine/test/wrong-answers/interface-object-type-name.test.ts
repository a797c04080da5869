import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const BOOK = { __typename: 'Book', id: 'b1', title: 'One' };
const FILM = { __typename: 'Film', id: 'f1', title: 'Two' };

const serveMedia = shareGraph({
  media: {
    typeDefs: `
      type Query { shelf: [Media] found: [Found!] }
      union Found = Book | Film | Note
      union Work = Book | Film
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String }
      type Film implements Media @key(fields: "id") { id: ID! title: String }
      type Note { text: String }
    `,
    resolvers: {
      Query: {
        shelf: () => [BOOK, FILM],
        found: () => [FILM, { __typename: 'Note', text: 'Three' }, BOOK],
      },
    },
  },
  ratings: {
    typeDefs: 'type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }',
    resolvers: { Media: { __resolveReference: ({ id }) => ({ id, stars: id.length }) } },
  },
});

test('the type name of an interface object does not replace the type of the object', async () => {
  const graph = await serveMedia();
  expect(await graph.execute('{ shelf { ... on Book { stars ... on Work { __typename } title } } }')).toEqual(
    {
      data: { shelf: [{ stars: 2, __typename: 'Book', title: 'One' }, {}] },
    },
  );
});

test('nor does it with an alias, in a union, or beside another type', async () => {
  const graph = await serveMedia();
  const query =
    '{ found { ... on Film { ... { stars kindOf: __typename } } ... on Note { text } ... on Book { title } } }';
  expect(await graph.execute(query)).toEqual({
    data: { found: [{ stars: 2, kindOf: 'Film' }, { text: 'Three' }, { title: 'One' }] },
  });
});
