import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createHttpSubgraph } from '../../src/index.ts';
import { shareGraph } from '../kit/serve-graph.ts';
import type { Interception } from '../kit/serve-subgraph.ts';

const MAX_BYTES = 100_000;
const LARGE = JSON.stringify({ data: { review: 'x'.repeat(50_000_000) } });
const JSON_HEADERS = { 'content-type': 'application/json' };

const serveBooks = shareGraph(
  {
    books: { typeDefs: 'type Query { book: String }', resolvers: { Query: { book: () => 'One' } } },
    reviews: { typeDefs: 'type Query { review: String }' },
  },
  { createSubgraph: ({ url }) => createHttpSubgraph({ url, maxResponseBytes: MAX_BYTES }) },
);

const FLOODS: Readonly<Record<string, Interception>> = {
  'announces its length': (_request, response) => {
    response.writeHead(200, { ...JSON_HEADERS, 'content-length': LARGE.length }).end(LARGE);
  },
  'comes in chunks': (_request, response) => {
    response.writeHead(200, JSON_HEADERS);
    response.end(LARGE);
  },
  'is small only while it is compressed': (_request, response) => {
    response.writeHead(200, { ...JSON_HEADERS, 'content-encoding': 'gzip' }).end(gzipSync(LARGE));
  },
};

test.for(Object.entries(FLOODS))('a body of 50 MB that %s is refused', async ([, flood]) => {
  const graph = await serveBooks();
  graph.subgraph('reviews').intercept(flood);
  const { data, errors } = await graph.execute('{ book review }');
  expect(data).toEqual({ book: 'One', review: null });
  expect(errors).toMatchObject([
    { path: ['review'], extensions: { code: 'SUBREQUEST_HTTP_ERROR', serviceName: 'reviews' } },
  ]);
});

test('a body just under the cap is read, compressed or not', async () => {
  const graph = await serveBooks();
  const review = 'x'.repeat(MAX_BYTES - 50);
  const body = JSON.stringify({ data: { review } });
  graph.subgraph('reviews').intercept((_request, response) => {
    response.writeHead(200, JSON_HEADERS).end(body);
  });
  expect(await graph.execute('{ review }')).toEqual({ data: { review } });
  graph.subgraph('reviews').intercept((_request, response) => {
    response.writeHead(200, { ...JSON_HEADERS, 'content-encoding': 'gzip' }).end(gzipSync(body));
  });
  expect(await graph.execute('{ review }')).toEqual({ data: { review } });
});
