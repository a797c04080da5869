import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { serveGraph, shareGraph } from '../kit/serve-graph.ts';
import type { Interception } from '../kit/serve-subgraph.ts';

const serveUsers = shareGraph({
  users: {
    typeDefs: `
      type Query { user: User }
      type User @key(fields: "id") { id: ID! name: String }
    `,
    resolvers: { Query: { user: () => ({ id: '1', name: 'Ada' }) } },
  },
  orders: { typeDefs: 'type Query { top: Int } type User @key(fields: "id") { id: ID! orders: [Int] }' },
});

const SECRETS: Readonly<Record<string, Interception>> = {
  'closes the connection': (_request, response) => response.destroy(),
  'answers 500 with a stack': (_request, response) => response.writeHead(500).end('SECRET at /srv/app.js:1'),
  'answers a text': (_request, response) => response.writeHead(200).end('SECRET at /srv/app.js:1'),
  'redirects to a secret place': (_request, response) =>
    response.writeHead(302, { location: 'http://SECRET.internal/' }).end(),
  'gives errors with their insides': replyJson({
    data: null,
    errors: [
      {
        message: 'Closed',
        extensions: {
          code: 'CLOSED',
          stacktrace: ['SECRET at /srv/app.js:1'],
          exception: { stacktrace: ['SECRET'] },
          response: { url: 'http://SECRET.internal/', body: 'SECRET' },
          serviceName: 'SECRET',
        },
      },
    ],
  }),
};

test.for(Object.entries(SECRETS))(
  'for a subgraph that %s a client learns only its name and a code',
  async ([, lie]) => {
    const graph = await serveUsers();
    const subgraph = graph.subgraph('orders');
    subgraph.intercept(lie);
    const { data, errors } = await graph.execute('{ top user { name orders } }');
    expect(data).toEqual({ top: null, user: { name: 'Ada', orders: null } });
    const text = JSON.stringify(errors);
    const { host, port } = new URL(subgraph.url);
    for (const secret of [
      'SECRET',
      'stack',
      'http:',
      host,
      port,
      '127.0.0.1',
      'node_modules',
      '_entities',
      '"@"',
    ]) {
      expect(text).not.toContain(secret);
    }
    for (const { extensions } of errors ?? []) {
      expect(extensions).toEqual({ code: expect.any(String), serviceName: 'orders' });
    }
  },
);

test('details that a client may not see are passed to the operator', async () => {
  const seen: unknown[] = [];
  const graph = await serveGraph(
    { orders: { typeDefs: 'type Query { top: Int }' } },
    { onSubgraphError: (...report) => seen.push(report) },
  );
  graph.subgraph('orders').intercept((_request, response) => response.writeHead(500).end('SECRET'));
  await graph.execute('{ top }');
  expect(seen).toHaveLength(1);
});
