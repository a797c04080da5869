import { expect, test } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { serveChangingGraph } from '../kit/serve-changing-graph.ts';
import { link, refused, serveAccessGraph, viewer } from './access-graph.ts';

function compose(typeDefs: string): string {
  return composeSubgraphs({ only: { typeDefs } }, () => 'http://127.0.0.1:1/');
}

function load(supergraphSdl: string, policies: Readonly<Record<string, () => boolean>> = {}) {
  return createGateway({ supergraphSdl, authorization: { viewer, policies } }).load();
}

const simple = compose(
  `${link} type Query { a: Int @authenticated b: Int @requiresScopes(scopes: [["s"]]) }`,
);

test('a policy without a function is refused, by its name', async () => {
  const sdl = compose(`${link} type Query { a: Int @policy(policies: [["known", "not known"]]) }`);
  await expect(load(sdl, { known: () => true })).rejects.toThrow('no function decides: "not known"');
  await expect(load(sdl, { known: () => true, 'not known': () => true })).resolves.toBeDefined();
  await expect(load(sdl, Object.create({ known: () => true, 'not known': () => true }))).rejects.toThrow(
    'no function decides: "known", "not known"',
  );
});

test.each([
  ['another version', /authenticated\/v0\.1/g, 'authenticated/v0.2', '@authenticated would not be enforced'],
  [
    'a rule that no link explains',
    /@link\([^)]*authenticated[^)]*\)/,
    '',
    '@authenticated is not from a linked',
  ],
  [
    'a rule on an argument',
    'a: Int',
    'a(x: Int @authenticated): Int',
    'may not be used on ARGUMENT_DEFINITION',
  ],
  ['scopes that are no list of lists', '[["s"]]', '["s"]', 'must be a list of lists of strings'],
])('%s is refused', async (_, found, replacement, message) => {
  const sdl = simple.replace(found, replacement);
  expect(sdl).not.toBe(simple);
  await expect(load(sdl)).rejects.toThrow(message);
});

test('access directives are found under any name in the supergraph', async () => {
  const graph = await serveAccessGraph({
    a: {
      typeDefs: `
        extend schema @link(
          url: "https://specs.apollo.dev/federation/v2.9"
          import: [{ name: "@requiresScopes", as: "@scoped" }]
        )
        type Query { a: Int @federation__authenticated b: Int @scoped(scopes: [["b"]]) c: Int }
      `,
      resolvers: { Query: { a: () => 1, b: () => 2, c: () => 3 } },
    },
  });
  expect(await graph.ask('{ a b c }')).toEqual({
    data: { a: null, b: null, c: 3 },
    errors: [refused('a'), refused('b')],
  });
  expect(await graph.ask('{ a b c }', { name: 'ada', scopes: ['b'] })).toEqual({
    data: { a: 1, b: 2, c: 3 },
  });
});

test('a supergraph without rules needs no viewer', async () => {
  const graph = await serveAccessGraph(
    { a: { typeDefs: 'type Query { a: Int }', resolvers: { Query: { a: () => 1 } } } },
    {
      viewer: () => {
        throw new Error('nobody should ask');
      },
    },
  );
  expect(await graph.ask('{ a }')).toEqual({ data: { a: 1 } });
});

test('a new supergraph with a policy without a function is refused, and the previous one stays in use', async () => {
  const before = {
    a: { typeDefs: `${link} type Query { a: Int @authenticated }`, resolvers: { Query: { a: () => 1 } } },
  };
  const graph = await serveChangingGraph(before, { authorization: { viewer } });
  const after = { a: { typeDefs: `${link} type Query { a: Int @policy(policies: [["unknown"]]) }` } };
  expect(await graph.change(graph.compose(after))).toMatchObject({ outcome: 'refused' });
  expect(await graph.execute('{ a }')).toEqual({ data: { a: null }, errors: [refused('a')] });
  expect((await graph.execute('{ a }', {}, { contextValue: { name: 'ada' } })).data).toEqual({ a: 1 });
});
