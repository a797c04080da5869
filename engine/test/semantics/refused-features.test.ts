import { expect, test } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { serveGraph } from '../kit/serve-graph.ts';

function link(...names: readonly string[]): string {
  const imports = names.map((name) => `"${name}"`).join(', ');
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
}

const SUPERGRAPHS: Readonly<Record<string, string>> = {
  '@authenticated': `${link('@authenticated')} type Query { secret: Int @authenticated }`,
  '@requiresScopes': `${link('@requiresScopes')} type Query { secret: Int @requiresScopes(scopes: [["a"]]) }`,
  '@policy': `${link('@policy')} type Query { secret: Int @policy(policies: [["a"]]) }`,
};

test.for(Object.entries(SUPERGRAPHS))(
  'a supergraph with %s does not load, and the error says so',
  async ([name, typeDefs]) => {
    const supergraphSdl = composeSubgraphs({ only: { typeDefs } }, () => 'http://127.0.0.1:1/');
    await expect(createGateway({ supergraphSdl }).load()).rejects.toThrow(name);
  },
);

test('another version of @context does not load, and the error says so', async () => {
  const typeDefs = `
    ${link('@key', '@context', '@fromContext')}
    type Query { user: User }
    type User @context(name: "user") { locale: String posts: [Post] }
    type Post @key(fields: "id") { id: ID! title(locale: String @fromContext(field: "$user { locale }")): String }
  `;
  const composed = composeSubgraphs({ only: { typeDefs } }, () => 'http://127.0.0.1:1/');
  const supergraphSdl = composed.replace('/context/v0.1', '/context/v0.2');
  await expect(createGateway({ supergraphSdl }).load()).rejects.toThrow('@context');
});

test('text that is not a supergraph does not load', async () => {
  await expect(createGateway({ supergraphSdl: 'type Query { a: Int }' }).load()).rejects.toThrow();
  await expect(createGateway({ supergraphSdl: 'type Query {' }).load()).rejects.toThrow();
});

test('a subscription gives a clear error, and no request is sent', async () => {
  const graph = await serveGraph({
    news: { typeDefs: 'type Query { a: Int } type Subscription { news: String }' },
  });
  const { data, errors } = await graph.execute('subscription { news }');
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([{ message: expect.stringMatching(/subscription/i) }]);
  expect(graph.subgraph('news').requests).toEqual([]);
});

test('a deferred operation through Apollo Server is answered whole', async () => {
  const graph = await serveGraph({
    news: {
      typeDefs: 'type Query { a: Int b: Int }',
      resolvers: { Query: { a: () => 1, b: () => 2 } },
    },
  });
  expect(await graph.execute('{ a ... @defer { b } }')).toEqual({ data: { a: 1, b: 2 } });
  expect(graph.subgraph('news').requests).toMatchObject([{ query: '{a b}' }]);
});
