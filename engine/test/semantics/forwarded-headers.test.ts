import { expect, test } from 'vitest';
import { createHttpSubgraph } from '../../src/index.ts';
import { serveGraph } from '../kit/serve-graph.ts';

const DEFINITIONS = {
  users: {
    typeDefs: 'type Query { user: User } type User @key(fields: "id") { id: ID! }',
    resolvers: { Query: { user: () => ({ id: '1' }) } },
  },
  orders: { typeDefs: 'type User @key(fields: "id") { id: ID! spent: Int }' },
};

const HEADERS = {
  authorization: 'Bearer token',
  cookie: 'session=1',
  'x-trace': 'abc',
  'x-user': 'forged',
  host: 'evil.example',
};

test('only named headers of the client reach a subgraph', async () => {
  const graph = await serveGraph(DEFINITIONS);
  await graph.execute('{ user { spent } }', {}, { headers: HEADERS });
  for (const name of ['users', 'orders']) {
    const [request] = graph.subgraph(name).requests;
    for (const header of ['authorization', 'cookie', 'x-trace', 'x-user']) {
      expect(request?.headers).not.toHaveProperty(header);
    }
    expect(request?.headers.host).toBe(new URL(graph.subgraph(name).url).host);
  }
});

test('named headers are forwarded, and the headers of the gateway take precedence', async () => {
  const graph = await serveGraph(DEFINITIONS, {
    createSubgraph: ({ url }) =>
      createHttpSubgraph({
        url,
        forwardHeaders: ['X-Trace', 'authorization', 'x-user', 'absent'],
        headers: () => ({ 'x-user': 'verified' }),
      }),
  });
  await graph.execute('{ user { spent } }', {}, { headers: HEADERS });
  for (const name of ['users', 'orders']) {
    const [request] = graph.subgraph(name).requests;
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer token',
      'x-trace': 'abc',
      'x-user': 'verified',
    });
    expect(request?.headers).not.toHaveProperty('cookie');
    expect(request?.headers).not.toHaveProperty('absent');
  }
});

test.for(['host', 'content-length', 'Connection', 'transfer-encoding'])(
  'a header of the connection (%s) cannot be named',
  (name) => {
    expect(() => createHttpSubgraph({ url: 'http://127.0.0.1:1/', forwardHeaders: [name] })).toThrow(
      name.toLowerCase(),
    );
  },
);
