import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';
import type { SubgraphDefinition } from '../kit/subgraph-definition.ts';
import { link, refused, viewer } from './access-graph.ts';

const contextLink = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@requires", "@external", "@context", "@fromContext", "@authenticated", "@requiresScopes"]
)`;

/** Replaces one text of a supergraph, since composition no longer writes what older composers wrote. */
function replacing(found: string | RegExp, replacement: string) {
  return (supergraphSdl: string): string => {
    const edited = supergraphSdl.replace(found, replacement);
    expect(edited).not.toBe(supergraphSdl);
    return edited;
  };
}

/** Serves an interface with a rule on `A.f` only. `interfaceRule` is the supergraph's rule on `I.f`. */
async function serveInterface(ruleOfA: string, interfaceRule: string) {
  const things = [
    { __typename: 'A', f: 1 },
    { __typename: 'B', f: 2 },
  ];
  const definition: SubgraphDefinition = {
    typeDefs: `${link}
      interface I { f: Int }
      type A implements I { f: Int ${ruleOfA} }
      type B implements I { f: Int }
      type Query { i: [I] a: A b: B }
    `,
    resolvers: { Query: { i: () => things, a: () => things[0], b: () => things[1] } },
  };
  const edit = replacing(/(interface I\s[^{]*\{\s*f: Int)[^\n]*/, `$1 ${interfaceRule}`);
  const graph = await serveGraph({ a: definition }, { authorization: { viewer } }, edit);
  return (query: string, ...scopes: string[]) =>
    graph.execute(query, {}, { contextValue: { name: 'ada', scopes } });
}

test("an interface's own rule holds for types whose rules do not imply it, whatever names they mention", async () => {
  const ask = await serveInterface(
    '@requiresScopes(scopes: [["a"], ["b"]])',
    '@requiresScopes(scopes: [["a"]])',
  );
  expect(await ask('{ i { f } }', 'b')).toEqual({
    data: { i: [{ f: null }, { f: null }] },
    errors: [refused('i', 0, 'f'), refused('i', 1, 'f')],
  });
  expect(await ask('{ b { f } }')).toEqual({ data: { b: { f: null } }, errors: [refused('b', 'f')] });
  expect(await ask('{ a { f } }', 'b')).toEqual({ data: { a: { f: null } }, errors: [refused('a', 'f')] });
  expect(await ask('{ i { f } a { f } b { f } }', 'a')).toEqual({
    data: { i: [{ f: 1 }, { f: 2 }], a: { f: 1 }, b: { f: 2 } },
  });
});

test("an interface's own rule that is weaker than those of its types holds for the types without one", async () => {
  const ask = await serveInterface(
    '@requiresScopes(scopes: [["a", "b"]])',
    '@requiresScopes(scopes: [["a"]])',
  );
  expect((await ask('{ b { f } }')).errors).toEqual([refused('b', 'f')]);
  expect((await ask('{ b { f } }', 'a')).data).toEqual({ b: { f: 2 } });
  expect((await ask('{ a { f } }', 'a')).errors).toEqual([refused('a', 'f')]);
});

test('rules that composition writes on an interface, in any form, are decided by its types', async () => {
  const ask = await serveInterface(
    '@requiresScopes(scopes: [["a"], ["b"]])',
    '@requiresScopes(scopes: [["b", "b"], ["a"], ["a", "c"]])',
  );
  expect((await ask('{ b { f } }')).data).toEqual({ b: { f: 2 } });
  expect((await ask('{ a { f } }', 'b')).data).toEqual({ a: { f: 1 } });
});

test('rules that are too large to compare are refused, and the error says so', async () => {
  const names = (letter: string) =>
    `@requiresScopes(scopes: [${[...Array(40).keys()].map((n) => `["${letter}${n}"]`).join()}])`;
  const definition: SubgraphDefinition = {
    typeDefs: `${link}
      interface I { f: Int }
      type A implements I { f: Int ${names('a')} }
      type B implements I { f: Int }
      type C implements I { f: Int }
      type Query { i: I }
    `,
  };
  const edit = (supergraphSdl: string): string =>
    [
      replacing(/(type B\s[^{]*\{\s*f: Int)/, `$1 ${names('b')}`),
      replacing(/(type C\s[^{]*\{\s*f: Int)/, `$1 ${names('c')}`),
      replacing(/(interface I\s[^{]*\{\s*f: Int)[^\n]*/, `$1 ${names('d')}`),
    ].reduce((sdl, edited) => edited(sdl), supergraphSdl);
  await expect(serveGraph({ a: definition }, { authorization: { viewer } }, edit)).rejects.toThrow(
    'The rules of I.f and of its implementing types are too large to compare',
  );
});

test.for([
  [
    '@requires',
    `type Query { u: U } type U @key(fields: "id") { id: ID! secret: Int @authenticated }`,
    `type U @key(fields: "id") { id: ID! secret: Int @external f: Int @authenticated @requires(fields: "secret") }`,
    'U.f needs U.secret by @requires',
  ],
  [
    '@requires of an object',
    `type Query { u: U } type U @key(fields: "id") { id: ID! box: Box } type Box { secret: Int @authenticated }`,
    `type U @key(fields: "id") { id: ID! box: Box @external f: Int @authenticated @requires(fields: "box { secret }") }
     type Box @external { secret: Int }`,
    'U.f needs Box.secret by @requires',
  ],
  [
    '@requires of an interface',
    `type Query { u: U } type U @key(fields: "id") { id: ID! i: I }
     interface I { x: Int } type A implements I { x: Int @authenticated } type B implements I { x: Int }`,
    `type U @key(fields: "id") { id: ID! i: I @external f: Int @authenticated @requires(fields: "i { x }") }
     interface I { x: Int } type A implements I @external { x: Int } type B implements I @external { x: Int }`,
    'U.f needs A.x by @requires',
  ],
  [
    '@fromContext',
    `type Query { u: U } type U @context(name: "u") { secret: Int @authenticated t: T }
     type T @key(fields: "id") { id: ID! f(x: Int @fromContext(field: "$u { secret }")): Int @authenticated }`,
    `type T @key(fields: "id") { id: ID! }`,
    'T.f needs U.secret by @fromContext',
  ],
])(
  'a field that needs a protected one by %s without carrying its rule is refused',
  async ([, a, b, message]) => {
    const definitions = {
      a: { typeDefs: `${contextLink} ${a}` },
      b: { typeDefs: `${contextLink} ${b}` },
    };
    const options = { authorization: { viewer } };
    await expect(serveGraph(definitions, options)).resolves.toBeDefined();
    const withoutRule = replacing(/(\bf: Int[^\n]*)@authenticated/, '$1');
    await expect(serveGraph(definitions, options, withoutRule)).rejects.toThrow(message);
  },
);
