import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';
import { estimate, link } from './estimate.ts';

test('a client cannot choose an estimate below what a list has by default', async () => {
  const definitions = {
    a: {
      typeDefs: `${link}
        type Query {
          free(first: Int = 1000, last: Int): [T]
            @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
          one(first: Int = 20, last: Int): [T] @listSize(slicingArguments: ["first", "last"])
        }
        type T { id: ID }
      `,
    },
  };
  const costs = await estimate(
    definitions,
    ['{ free(last: 0) { id } }'],
    ['{ free(first: null, last: 0) { id } }'],
    ['query ($first: Int, $last: Int) { free(first: $first, last: $last) { id } }', { first: null, last: 2 }],
    ['{ free(first: 3, last: 2) { id } }'],
    ['{ free(first: -3) { id } }'],
    ['{ one { id } }'],
    ['{ one(first: null, last: 5) { id } }'],
  );
  expect(costs.map(({ total }) => total)).toEqual([1000, 1000, 1000, 3, 0, 20, 20]);
});

test('a default and a given value count as two slicing arguments', async () => {
  const graph = await serveGraph(
    {
      a: {
        typeDefs: `${link}
          type Query { one(first: Int = 20, last: Int): [Int] @listSize(slicingArguments: ["first", "last"]) }
        `,
      },
    },
    { cost: {} },
  );
  expect((await graph.execute('{ one(last: 5) }')).errors).toMatchObject([
    { message: expect.stringContaining('it has 2.') },
  ]);
  for (const query of ['{ one(first: null, last: 5) }', '{ one(first: null) }']) {
    expect((await graph.execute(query)).errors).toBeUndefined();
  }
});

test('a list argument costs its weight for each element and once more, and an omitted argument costs its default', async () => {
  const definitions = {
    a: {
      typeDefs: `${link}
        type Query {
          many(ids: [ID!] @cost(weight: 3), modes: [Mode!], inputs: [Input!]): Int
          usual(search: String = "all" @cost(weight: 5), mode: Mode = FAST, filter: Filter): Int
        }
        enum Mode @cost(weight: 2) { FAST }
        input Input { ids: [ID] @cost(weight: 4) }
        input Filter { mode: Mode = FAST text: String = "x" @cost(weight: 30) }
      `,
    },
  };
  const usual = 'query ($text: String) { usual(search: $text, mode: null) }';
  const costs = await estimate(
    definitions,
    ['{ many(ids: [1, 2]) }'],
    ['query ($ids: [ID!]) { many(ids: $ids) }', { ids: ['1', '2'] }],
    ['{ many(ids: []) }'],
    ['{ many(modes: [FAST, FAST]) }'],
    ['{ many(inputs: [{ ids: [1] }, {}]) }'],
    ['{ usual }'],
    [usual, {}],
    [usual, { text: null }],
    ['{ usual(search: null, mode: null, filter: {}) }'],
    ['query ($filter: Filter) { usual(search: null, mode: null, filter: $filter) }', { filter: {} }],
    ['{ usual(search: null, mode: null, filter: { text: null }) }'],
  );
  expect(costs.map(({ total }) => total)).toEqual([9, 9, 3, 6, 1 + 8 + 1, 7, 5, 0, 33, 33, 3]);
});

test('a field costs no less by an interface than by the types that implement it', async () => {
  const definitions = {
    a: {
      typeDefs: `${link}
        type Query { node: Node }
        interface Node { parts(first: Int): [Part] heavy(q: Int): Int pages(first: Int): Pages }
        type A implements Node {
          parts(first: Int): [Part] @listSize(slicingArguments: ["first"])
          heavy(q: Int @cost(weight: 7)): Int @cost(weight: 30)
          pages(first: Int): Pages @listSize(slicingArguments: ["first"], sizedFields: ["parts"])
        }
        type B implements Node {
          parts(first: Int = 50): [Part] @listSize(assumedSize: 70)
          heavy(q: Int): Int pages(first: Int): Pages
        }
        type Part { id: ID }
        type Pages { parts: [Part] }
      `,
    },
  };
  const costs = await estimate(
    definitions,
    ['{ node { parts(first: 1000) { id } } }'],
    ['{ node { parts(first: 3) { id } } }'],
    ['{ node { heavy(q: 1) } }'],
    ['{ node { pages(first: 200) { parts { id } } } }'],
  );
  expect(costs.map(({ total }) => total)).toEqual([1001, 71, 38, 202]);
});

test('more than ten leaf values of an object cost 1 for each ten, lists of them by their lengths', async () => {
  const definitions = {
    a: {
      typeDefs: `${link}
        type Query { users: [User] @listSize(assumedSize: 100) }
        type User @key(fields: "id") {
          id: ID! n: Int tags: [String] @listSize(assumedSize: 1000) weighed: [Int] @cost(weight: 0)
        }
      `,
    },
    b: { typeDefs: `${link} type User @key(fields: "id") { id: ID! name: String }` },
  };
  const aliases = (count: number, field: string): string =>
    Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ');
  const query = `query ($on: Boolean!) { users { ${aliases(10, 'n')} ... @include(if: $on) { b: n } } }`;
  const costs = await estimate(
    definitions,
    [`{ users { ${aliases(10, 'n')} } }`],
    [`{ users { ${aliases(11, 'n')} } }`],
    [query, { on: true }],
    [query, { on: false }],
    ['{ users { tags } }'],
    ['{ users { weighed } }'],
    [`{ users { ${aliases(48, 'name')} } }`],
  );
  expect(costs).toEqual([
    { total: 100, a: 100 },
    { total: 200, a: 200 },
    { total: 200, a: 200 },
    { total: 100, a: 100 },
    { total: 100 + 100 * 99, a: 10_000 },
    { total: 100, a: 100 },
    { total: 100 + 100 * (1 + 4), a: 100, b: 500 },
  ]);
});

test('a negative weight makes no other field cheaper', async () => {
  const definitions = {
    a: {
      typeDefs: `${link}
        type Query { all: [T] @listSize(assumedSize: 50) }
        type T { id: ID hint: Int @cost(weight: -20) part(fast: Boolean @cost(weight: -3)): T }
      `,
    },
  };
  const costs = await estimate(
    definitions,
    ['{ all { id hint } }'],
    ['query ($fast: Boolean) { all { part(fast: $fast) { id } } }', { fast: true }],
    ['query ($fast: Boolean) { all { part(fast: $fast) { id } } }', {}],
  );
  expect(costs.map(({ total }) => total)).toEqual([50, 50, 100]);
});
