import { expect, test } from 'vitest';
import { link, refused, serveAccessGraph, shareAccessGraph } from './access-graph.ts';

const serveOr = shareAccessGraph({
  a: {
    typeDefs: `${link} type Query { x: Int @requiresScopes(scopes: [["a", "b"], ["c"]]) }`,
    resolvers: { Query: { x: () => 1 } },
  },
});

test.each([
  [['a'], false],
  [['a', 'b'], true],
  [['c'], true],
  [['b', 'd'], false],
  [[], false],
])('scopes are an OR of ANDs: with %j a rule [["a", "b"], ["c"]] is met: %s', async (scopes, isMet) => {
  const graph = await serveOr();
  const answer = await graph.ask('{ x }', { name: 'ada', scopes });
  expect(answer).toEqual(isMet ? { data: { x: 1 } } : { data: { x: null }, errors: [refused('x')] });
});

test('rules of several kinds, and of several subgraphs, must all be met', async () => {
  const resolvers = { Query: { x: () => 1 } };
  const graph = await serveAccessGraph({
    a: {
      typeDefs: `${link} type Query { x: Int @shareable @authenticated @requiresScopes(scopes: [["a"]]) }`,
      resolvers,
    },
    b: { typeDefs: `${link} type Query { x: Int @shareable @requiresScopes(scopes: [["b"]]) }`, resolvers },
  });
  const error = { data: { x: null }, errors: [refused('x')] };
  expect(await graph.ask('{ x }', { scopes: ['a', 'b'] })).toEqual(error);
  expect(await graph.ask('{ x }', { name: 'ada', scopes: ['a'] })).toEqual(error);
  expect(await graph.ask('{ x }', { name: 'ada', scopes: ['b', 'a'] })).toEqual({ data: { x: 1 } });
});

test('a protected @key is used to fetch an entity, but not shown', async () => {
  const graph = await serveAccessGraph({
    a: {
      typeDefs: `${link} type Query { t: T } type T @key(fields: "id") { id: ID! @requiresScopes(scopes: [["ids"]]) }`,
      resolvers: { Query: { t: () => ({ id: '7' }) } },
    },
    b: {
      typeDefs: `${link} type T @key(fields: "id") { id: ID! @requiresScopes(scopes: [["ids"]]) name: String }`,
      resolvers: { T: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `n${id}` }) } },
    },
  });
  expect(await graph.ask('{ t { name } }')).toEqual({ data: { t: { name: 'n7' } } });
  expect(await graph.ask('{ t { name id } }')).toEqual({ data: { t: null }, errors: [refused('t', 'id')] });
  expect(await graph.ask('{ t { name id } }', { scopes: ['ids'] })).toEqual({
    data: { t: { name: 'n7', id: '7' } },
  });
});

test('an entity reached through another subgraph is protected too', async () => {
  const graph = await serveAccessGraph({
    a: {
      typeDefs: `${link} type Query { t: T } type T @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { t: () => ({ id: '7' }) } },
    },
    b: {
      typeDefs: `${link} type T @key(fields: "id") { id: ID! name: String more: String @authenticated }`,
      resolvers: { T: { __resolveReference: () => ({ name: 'n', more: 'm' }) } },
    },
  });
  const { data, errors } = await graph.ask('{ t { more } other: t { name more } }');
  expect(data).toEqual({ t: { more: null }, other: { name: 'n', more: null } });
  expect(errors).toEqual([refused('t', 'more'), refused('other', 'more')]);
  const [request] = graph.subgraph('b').requests;
  expect(request?.query).not.toContain('more');
});
