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

test.for(Object.entries(DELAYS))(
  'a request to a subgraph that %s is aborted at its deadline',
  async ([, delay]) => {
    const graph = await serveGraph(DEFINITIONS, {
      createSubgraph: ({ name, url }) =>
        createHttpSubgraph({ url, timeoutMs: name === 'reviews' ? 200 : 30_000 }),
    });
    graph.subgraph('reviews').intercept(delay);
    const { data, errors } = await graph.execute('{ book review }');
    expect(data).toEqual({ book: 'One', review: null });
    expect(errors).toMatchObject([
      { path: ['review'], extensions: { code: 'GATEWAY_TIMEOUT', serviceName: 'reviews' } },
    ]);
  },
);
