import type { OutgoingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { shareGraph } from '../kit/serve-graph.ts';
import type { Interception } from '../kit/serve-subgraph.ts';

const MALFORMED = { code: 'SUBREQUEST_MALFORMED_RESPONSE', serviceName: 'reviews' };

const serveBooks = shareGraph({
  books: {
    typeDefs: `
      type Query { books: [Book!]! }
      type Book @key(fields: "id") { id: ID! title: String! }
    `,
    resolvers: {
      Query: {
        books: () => [
          { id: '1', title: 'One' },
          { id: '2', title: 'Two' },
        ],
      },
    },
  },
  reviews: {
    typeDefs: `
      type Query { best: Review }
      type Book @key(fields: "id") { id: ID! reviews: [Review!] }
      type Review { stars: Int! }
    `,
  },
});

function replyText(text: string, headers: OutgoingHttpHeaders = {}): Interception {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

const LIES: Readonly<Record<string, Interception>> = {
  '"errors" that is a string': replyJson({ errors: 'oops' }),
  '"errors" that is a string beside data': replyJson({ data: { best: null, _entities: [] }, errors: 'oops' }),
  '"errors" that holds what is no error': replyJson({ data: null, errors: [null, 7] }),
  '"data" that is a string': replyJson({ data: 'oops' }),
  '"data" that is a list': replyJson({ data: [] }),
  'neither data nor errors': replyJson({}),
  'a list': replyJson([]),
  null: replyJson(null),
  'a string': replyJson('oops'),
  'a text that is not JSON': replyText('<html>oops</html>'),
  'a text that ends early': replyText('{"data":{"best":'),
  'no text': replyText(''),
};

test.for(Object.entries(LIES))('an answer that is %s is an error of its fetch alone', async ([, lie]) => {
  const graph = await serveBooks();
  graph.subgraph('reviews').intercept(lie);
  const { data, errors } = await graph.execute('{ best { stars } books { title reviews { stars } } }');
  expect(data).toEqual({
    best: null,
    books: [
      { title: 'One', reviews: null },
      { title: 'Two', reviews: null },
    ],
  });
  expect(errors).not.toHaveLength(0);
  for (const error of errors ?? []) expect(error.extensions).toEqual(MALFORMED);
});

const NO_ENTITIES: Readonly<Record<string, unknown>> = {
  'shorter than what was asked': [{ __typename: 'Book', reviews: [{ stars: 1 }] }],
  'longer than what was asked': [{ reviews: [] }, { reviews: [] }, { reviews: [] }],
  'an object': { reviews: [] },
  'a string': 'oops',
  'a number': 2,
};

test.for(Object.entries(NO_ENTITIES))(
  'entities that are %s are an error of their fetch',
  async ([, _entities]) => {
    const graph = await serveBooks();
    graph.subgraph('reviews').intercept(replyJson({ data: { _entities } }));
    const { data, errors } = await graph.execute('{ books { title reviews { stars } } }');
    expect(data).toEqual({
      books: [
        { title: 'One', reviews: null },
        { title: 'Two', reviews: null },
      ],
    });
    expect(errors).not.toHaveLength(0);
    for (const error of errors ?? []) expect(error.extensions).toEqual(MALFORMED);
  },
);

test('a missing list of entities beside an error gives the error and keeps the rest', async () => {
  const graph = await serveBooks();
  const error = { message: 'Reviews are closed', extensions: { code: 'CLOSED' } };
  graph.subgraph('reviews').intercept(replyJson({ data: null, errors: [error] }));
  const { data, errors } = await graph.execute('{ books { title reviews { stars } } }');
  expect(data).toEqual({
    books: [
      { title: 'One', reviews: null },
      { title: 'Two', reviews: null },
    ],
  });
  for (const { message, extensions } of errors ?? []) {
    expect({ message, extensions }).toEqual({
      message: 'Reviews are closed',
      extensions: { code: 'CLOSED', serviceName: 'reviews' },
    });
  }
  expect(errors).not.toHaveLength(0);
});

const body = '{"data":{"best":{"stars":5},"_entities":[{"reviews":[]},{"reviews":null}]},"errors":null}';

const LENIENT: Readonly<Record<string, Interception>> = {
  '"errors": null': replyText(body),
  'an empty content coding': replyText(body, { 'content-encoding': '' }),
  'the content coding Identity': replyText(body, { 'content-encoding': 'Identity' }),
  'an empty list of content codings': replyText(body, { 'content-encoding': ' , ' }),
  'gzip among empty content codings': (_request, response) => {
    response.writeHead(200, { 'content-encoding': ', GZIP,' }).end(gzipSync(body));
  },
  'a byte order mark': replyText(`\uFEFF${body}`),
  'no extensions': replyText(body.replace('"errors"', '"extensions":null,"errors"')),
};

test.for(Object.entries(LENIENT))('an answer with %s is an answer', async ([, interception]) => {
  const graph = await serveBooks();
  graph.subgraph('reviews').intercept(interception);
  expect(await graph.execute('{ best { stars } books { title reviews { stars } } }')).toEqual({
    data: {
      best: { stars: 5 },
      books: [
        { title: 'One', reviews: [] },
        { title: 'Two', reviews: null },
      ],
    },
  });
});
