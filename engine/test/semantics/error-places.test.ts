import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { shareGraph } from '../kit/serve-graph.ts';

/** The interface object gives reviews to every medium, whichever types the client selects. */
const serveMedia = shareGraph({
  catalog: {
    typeDefs: `
      type Query { media: [Media] search: [Hit!] }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String cover: BookCover }
      type Film implements Media @key(fields: "id") { id: ID! title: String cover: FilmCover }
      type BookCover { hard: Boolean }
      type FilmCover { colour: String }
      type Note { text: String! tags: [String] }
      union Hit = Book | Film | Note
    `,
    resolvers: {
      Query: {
        media: () => [
          { __typename: 'Film', id: 'f1', title: 'One' },
          { __typename: 'Book', id: 'b1', title: 'Two' },
        ],
        search: () => [{ __typename: 'Note', text: 'hello' }],
      },
      Book: { __resolveReference: ({ id }) => ({ id, title: 'Two' }) },
      Film: { __resolveReference: ({ id }) => ({ id, title: 'One' }) },
    },
  },
  reviews: {
    typeDefs: `
      type Media @key(fields: "id") @interfaceObject {
        id: ID! title: String @external blurb: String @requires(fields: "title") reviews: [Review]
      }
      type Review { author: Author }
      type Author @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Media: {
        __resolveReference: (reference) => ({ ...reference }),
        blurb: ({ title }) => `on ${title}`,
        reviews: ({ id }) => [{ author: { id: `author of ${id}` } }],
      },
    },
  },
  authors: {
    typeDefs: 'type Author @key(fields: "id") { id: ID! born: String }',
    resolvers: {
      Author: {
        __resolveReference: (reference) => ({ ...reference }),
        born: ({ id }) => {
          throw new Error(`No birth of the ${id}`);
        },
      },
    },
  },
});

const OF_BOOKS = '{ media { ... on Book { reviews { author { born } } } ... on Film { blurb } } }';

test('an error in a field that the client selects on another type only is omitted', async () => {
  const graph = await serveMedia();
  const { data, errors } = await graph.execute(OF_BOOKS);
  expect(data).toEqual({ media: [{ blurb: 'on One' }, { reviews: [{ author: { born: null } }] }] });
  expect(errors).toMatchObject([
    { message: 'No birth of the author of b1', path: ['media', 1, 'reviews', 0, 'author', 'born'] },
  ]);
});

test.for(['born', 'birth: born'])(
  'an error in %j is omitted where the client does not select it',
  async (field) => {
    const graph = await serveMedia();
    const { errors } = await graph.execute(
      `{ media { ... on Book { reviews { author { ${field} } } } reviews { author { id } } } }`,
    );
    const [name] = field.split(':');
    expect(errors).toMatchObject([{ path: ['media', 1, 'reviews', 0, 'author', name] }]);
  },
);

test('a failed fetch causes errors only at fields that the client selects', async () => {
  const graph = await serveMedia();
  graph.subgraph('authors').intercept((_request, response) => response.writeHead(500).end());
  const { errors } = await graph.execute(OF_BOOKS);
  expect(errors).toMatchObject([
    { path: ['media', 1, 'reviews', 0, 'author', 'born'], extensions: { code: 'SUBREQUEST_HTTP_ERROR' } },
  ]);
});

test('a root field that a condition excludes has no error when its subgraph fails', async () => {
  const graph = await serveMedia();
  graph.subgraph('catalog').intercept((_request, response) => response.writeHead(500).end());
  const query = 'query ($no: Boolean!) { media { title } search @include(if: $no) { __typename } }';
  const answer = await graph.execute(query, { no: false });
  expect(answer).toMatchObject({ data: { media: null }, errors: [{ path: ['media'] }] });
});

test('an error in a required field is reported, also where the client selects it on another type', async () => {
  const graph = await serveMedia();
  const film = { __typename: 'Film', id: 'f1', title: null };
  const errors = [{ message: 'No title', path: ['media', 0, 'title'] }];
  graph.subgraph('catalog').intercept((request, response) => {
    const data = request.query.includes('_entities') ? { _entities: [film] } : { media: [film] };
    replyJson({ data, errors: request.query.includes('_entities') ? undefined : errors })(request, response);
  });
  const answer = await graph.execute('{ media { ... on Book { title } ... on Film { blurb } } }');
  expect(answer.errors).toMatchObject([{ message: 'No title', path: ['media', 0] }]);
});

test('an error inside a list that became null has its whole path', async () => {
  const graph = await serveMedia();
  const errors = [{ message: 'No text', path: ['search', 0, 'text'] }];
  graph.subgraph('catalog').intercept(replyJson({ data: { search: null }, errors }));
  const answer = await graph.execute('{ search { ... on Note { text } } }');
  expect(answer).toMatchObject({ data: { search: null }, errors });
});

test('an error inside an object of an unknown type has its whole path', async () => {
  const graph = await serveMedia();
  const errors = [{ message: 'No text', path: ['search', 0, 'text'] }];
  const data = { search: [{ __typename: 'Unicorn', text: null }] };
  graph.subgraph('catalog').intercept(replyJson({ data, errors }));
  const answer = await graph.execute('{ search { ... on Note { text } } }');
  expect(answer).toMatchObject({ data: { search: null }, errors });
  expect(JSON.stringify(answer)).not.toContain('Unicorn');
});

test('an error inside a value that became null has a client path, whichever type has its field', async () => {
  const graph = await serveMedia();
  graph.subgraph('catalog').intercept((request, response) => {
    const [search = '', colour = ''] = ['search', 'colour'].map(
      (name) => new RegExp(`(\\w+): *${name}`).exec(request.query)?.[1] ?? name,
    );
    const errors = [{ message: 'No colour', path: [search, 2, 'cover', colour] }];
    replyJson({ data: { [search]: null }, errors })(request, response);
  });
  const answer = await graph.execute(
    '{ found: search { ... on Book { cover { hard } } ... on Film { cover { paint: colour } } } }',
  );
  expect(answer).toMatchObject({
    data: { found: null },
    errors: [{ message: 'No colour', path: ['found', 2, 'cover', 'paint'] }],
  });
});
