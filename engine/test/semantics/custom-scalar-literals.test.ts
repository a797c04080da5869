import { GraphQLScalarType, graphql, print } from 'graphql';
import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';
import { createSubgraphSchema } from '../kit/subgraph-definition.ts';

/** A scalar that shows which literals the subgraph receives. */
const Big = new GraphQLScalarType({
  name: 'Big',
  parseLiteral: (node) => `literal ${print(node)}`,
  parseValue: (value) => `value ${JSON.stringify(value)}`,
});

const NUMBERS = {
  typeDefs: `
    scalar Big
    input In { x: Big list: [Big] in: In n: Int }
    type Query { hit: Hit b(x: Big, i: In, l: [Big], id: ID, f: Float): String }
    type Hit @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Big,
    Query: { b: (_source: unknown, args: unknown) => JSON.stringify(args), hit: () => ({ id: '1' }) },
  },
};

const SCORES = {
  typeDefs: `
    scalar Big
    type Hit @key(fields: "id") { id: ID! score(x: Big): String }
  `,
  resolvers: {
    Big,
    Hit: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      score: (_source: unknown, args: unknown) => JSON.stringify(args),
    },
  },
};

const serveNumbers = shareGraph({ numbers: NUMBERS, scores: SCORES });

test.for([
  '{ b(x: 9007199254740993) }',
  '{ b(x: 1.10) }',
  '{ b(x: 1e400) }',
  '{ b(x: -0) }',
  '{ b(x: 100000000000000000000000) }',
  '{ b(x: FOO) }',
  '{ b(x: "9007199254740993") }',
  '{ b(x: """a "block" \\u0041""") }',
  '{ b(x: null) }',
  '{ b(x: { a: 1.10, list: [1e400, null, true, { __proto__: 1.0 }] }) }',
  '{ b(x: [1.10, [2.20]]) }',
  '{ b(i: { x: 1.10, list: [9007199254740993, 1.0], in: { x: 1e400, n: 3 } }) }',
  '{ b(l: [1.10, 9007199254740993, null]) }',
  '{ b(l: 1.10) }',
  '{ b(i: { list: 1.10 }) }',
  '{ b(id: 9007199254740993) }',
  '{ b(id: -0) }',
  '{ b(f: 1.10) }',
  '{ b(x: 1.0) c: b(x: 1.00) d: b(x: 1.0) }',
  '{ b(x: "literal__0", i: { x: 1.10 }) }',
  'query ($x: Big = 1.10, $i: In = { x: 1e400 }, $l: [Big] = [9007199254740993]) { b(x: $x, i: $i, l: $l) }',
  'query ($id: ID = 9007199254740993) { b(id: $id) }',
  'query ($x: Big = 1.10) { b(x: { with: $x, beside: 2.20 }) }',
  'query ($x: Big = 1.10) { b(l: [$x, 2.20]) }',
])('a subgraph receives the literals of %s as without federation', async (query) => {
  const graph = await serveNumbers();
  const alone = await graphql({ schema: createSubgraphSchema(NUMBERS), source: query });
  expect(alone.errors).toBeUndefined();
  expect(await graph.execute(query)).toEqual(JSON.parse(JSON.stringify(alone)));
});

test('literals of entity fetches keep their text too, and equal operations of other literals are not mixed up', async () => {
  const graph = await serveNumbers();
  const score = async (literal: string) =>
    (await graph.execute(`{ hit { score(x: ${literal}) other: score(x: 7.70) } }`)).data?.hit;
  expect(await score('1.10')).toEqual({
    score: '{"x":"literal 1.10"}',
    other: '{"x":"literal 7.70"}',
  });
  expect(await score('1.1')).toEqual({ score: '{"x":"literal 1.1"}', other: '{"x":"literal 7.70"}' });
});
