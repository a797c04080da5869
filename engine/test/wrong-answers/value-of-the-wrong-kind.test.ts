import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { shareGraph } from '../kit/serve-graph.ts';

const serveBooks = shareGraph({
  books: {
    typeDefs: `
      type Query { books: [Book] book: Book pages: Int cover: Cover open: Boolean weight: Float titles: [String] }
      type Book { title: String author: Author tags: [String!] }
      type Author { name: String }
      enum Cover { HARD SOFT }
    `,
  },
});

const LIES: Readonly<
  Record<string, readonly [query: string, lie: unknown, truth: unknown, path: readonly unknown[]]>
> = {
  'a GraphQL error where a list was expected': [
    '{ books { title } }',
    { books: { message: 'oops', extensions: { code: 'X' } } },
    { books: null },
    ['books'],
  ],
  'a string where a list was expected': ['{ titles }', { titles: 'oops' }, { titles: null }, ['titles']],
  'a list where an object was expected': ['{ book { title } }', { book: [] }, { book: null }, ['book']],
  'a string where an object was expected': ['{ book { title } }', { book: 'oops' }, { book: null }, ['book']],
  'an object where a string was expected': [
    '{ book { title } }',
    { book: { title: { a: 1 } } },
    { book: { title: null } },
    ['book', 'title'],
  ],
  'a string where an integer was expected': ['{ pages }', { pages: 'many' }, { pages: null }, ['pages']],
  'an integer of more than 32 bits': ['{ pages }', { pages: 2 ** 40 }, { pages: null }, ['pages']],
  'a value outside its enum': ['{ cover }', { cover: 'PAPER' }, { cover: null }, ['cover']],
  'a string where a boolean was expected': ['{ open }', { open: 'yes' }, { open: null }, ['open']],
  'a string where a float was expected': ['{ weight }', { weight: 'heavy' }, { weight: null }, ['weight']],
  'a list inside a list': ['{ titles }', { titles: ['a', ['b']] }, { titles: ['a', null] }, ['titles', 1]],
  'a number where an element was an object': [
    '{ books { title } }',
    { books: [{ title: 'One' }, 7] },
    { books: [{ title: 'One' }, null] },
    ['books', 1],
  ],
  'a null in a list of non-nulls': [
    '{ book { tags } }',
    { book: { tags: ['a', null] } },
    { book: { tags: null } },
    ['book', 'tags', 1],
  ],
};

test.for(Object.entries(LIES))('%s is null and leaves an error', async ([, [query, lie, truth, path]]) => {
  const graph = await serveBooks();
  graph.subgraph('books').intercept(replyJson({ data: lie }));
  const { data, errors } = await graph.execute(query);
  expect(data).toEqual(truth);
  expect(errors).toMatchObject([{ path, extensions: { code: 'INVALID_RESPONSE_VALUE' } }]);
});
