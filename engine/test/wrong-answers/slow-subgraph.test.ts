import { expect, test } from 'vitest';
import { createHttpSubgraph } from '../../src/index.ts';
import { serveGraph } from '../kit/serve-graph.ts';
import type { Interception } from '../kit/serve-subgraph.ts';

const DEFINITIONS = {
  books: { typeDefs: 'type Query { book: String }', resolvers: { Query: { book: () => 'One' } } },
  reviews: { typeDefs: 'type Query { review: String }' },
};

const DELAYS: Readonly<Record<string, Interception>> = {
  'never answers': () => undefined,
  'sends headers and no body': (_request, response) => response.writeHead(200).flushHeaders(),
  'sends half of its body': (_request, response) => response.writeHead(200).write('{"data":'),
};

test.for(Object.entries(DELAYS))('a subgraph that %s is given up at its deadline', async ([, delay]) => {
  const graph = await serveGraph(DEFINITIONS, {
    createSubgraph: ({ url }) => createHttpSubgraph({ url, timeoutMs: 200 }),
  });
  graph.subgraph('reviews').intercept(delay);
  const started = performance.now();
  const { data, errors } = await graph.execute('{ book review }');
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(data).toEqual({ book: 'One', review: null });
  expect(errors).toMatchObject([
    { path: ['review'], extensions: { code: 'GATEWAY_TIMEOUT', serviceName: 'reviews' } },
  ]);
});
