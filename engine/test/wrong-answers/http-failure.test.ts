import { expect, onTestFinished, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { serveGraph, shareGraph } from '../kit/serve-graph.ts';
import { type Interception, serveSubgraph } from '../kit/serve-subgraph.ts';

const BOOKS = { typeDefs: 'type Query { book: String }', resolvers: { Query: { book: () => 'One' } } };
const REVIEWS = { typeDefs: 'type Query { review: String }', resolvers: { Query: { review: () => 'Good' } } };
const HTTP_ERROR = { code: 'SUBREQUEST_HTTP_ERROR', serviceName: 'reviews' };

const DEFINITIONS = { books: BOOKS, reviews: REVIEWS };
const serveBooks = shareGraph(DEFINITIONS);

const FAILURES: Readonly<Record<string, Interception>> = {
  'answers 500 with a text': (_request, response) => response.writeHead(500).end('secret stack'),
  'answers 503 with nothing': (_request, response) => response.writeHead(503).end(),
  'answers 404 with a page': (_request, response) => response.writeHead(404).end('<html>nginx</html>'),
  'answers 401 with JSON that is no GraphQL': replyJson({ error: 'secret' }, 401),
  'closes the connection': (_request, response) => response.destroy(),
};

test.for(Object.entries(FAILURES))('a subgraph that %s fails its own fields only', async ([, failure]) => {
  const graph = await serveBooks();
  graph.subgraph('reviews').intercept(failure);
  const { data, errors } = await graph.execute('{ book review }');
  expect(data).toEqual({ book: 'One', review: null });
  expect(errors).toMatchObject([{ path: ['review'], extensions: { ...HTTP_ERROR } }]);
});

test('an unreachable subgraph fails its own fields only', async () => {
  const graph = await serveGraph(DEFINITIONS);
  await graph.subgraph('reviews').stop();
  const { data, errors } = await graph.execute('{ book review }');
  expect(data).toEqual({ book: 'One', review: null });
  expect(errors).toMatchObject([{ path: ['review'], extensions: HTTP_ERROR }]);
});

test.for([301, 302, 303, 307, 308])('a redirect %d is an error, and is not followed', async (status) => {
  const graph = await serveBooks();
  const elsewhere = await serveSubgraph(REVIEWS);
  onTestFinished(() => elsewhere.stop());
  graph.subgraph('reviews').intercept((_request, response) => {
    response.writeHead(status, { location: elsewhere.url }).end();
  });
  const { data, errors } = await graph.execute('{ book review }');
  expect(data).toEqual({ book: 'One', review: null });
  expect(errors).toMatchObject([{ path: ['review'], extensions: HTTP_ERROR }]);
  expect(elsewhere.requests).toEqual([]);
});

test('GraphQL under a 4xx or 5xx status is kept if its media type is GraphQL', async () => {
  const graph = await serveBooks();
  const error = { message: 'Not today', path: ['review'], extensions: { code: 'CLOSED' } };
  const answer = { data: { review: null }, errors: [error] };
  const headers = { 'content-type': 'application/graphql-response+json; charset=utf-8' };
  graph.subgraph('reviews').intercept(replyJson(answer, 500, headers));
  expect(await graph.execute('{ book review }')).toEqual({
    data: { book: 'One', review: null },
    errors: [{ ...error, extensions: { code: 'CLOSED', serviceName: 'reviews' } }],
  });
});

test('JSON under a 4xx or 5xx status may come from a proxy and is not passed on, but a refusal of the request is', async () => {
  const graph = await serveBooks();
  const answer = { errors: [{ message: 'Not today', extensions: { code: 'CLOSED' } }] };
  const codeUnder = async (status: number): Promise<unknown> => {
    graph.subgraph('reviews').intercept(replyJson(answer, status));
    const { errors } = await graph.execute('{ book review }');
    return errors?.[0]?.extensions?.code;
  };
  expect(await codeUnder(500)).toBe('SUBREQUEST_HTTP_ERROR');
  expect(await codeUnder(401)).toBe('SUBREQUEST_HTTP_ERROR');
  expect(await codeUnder(400)).toBe('CLOSED');
});
