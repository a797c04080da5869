import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';
import { estimate, link } from './estimate.ts';

const books = {
  books: {
    typeDefs: `${link}
      type Query {
        book(id: ID): Book
        bestsellers: [Book] @listSize(assumedSize: 5)
        newestAdditions(after: ID, limit: Int!): [Book] @listSize(slicingArguments: ["limit"])
        all: [Book]
      }
      type Mutation { buy(input: Input, n: Int @cost(weight: 2)): Book sell: Int @cost(weight: 3) }
      input Input { id: ID heavy: Int @cost(weight: 4) inner: Input many: [Input!] mode: Mode }
      enum Mode @cost(weight: 6) { FAST }
      type Book { title: String author: Author publisher: Publisher }
      type Author { name: String }
      type Publisher { name: String address: Address }
      type Address @cost(weight: 5) { zipCode: Int! }
    `,
  },
};

const book = '{ title author { name } publisher { name address { zipCode } } }';

test('the examples of the documentation of demand control cost what it says', async () => {
  const costs = await estimate(
    books,
    [`{ book(id: 1) ${book} }`],
    [`{ bestsellers ${book} }`],
    [`{ newestAdditions(limit: 3) ${book} }`],
    ['query ($limit: Int!) { newestAdditions(limit: $limit) { title author { name } } }', { limit: 7 }],
  );
  expect(costs.map(({ total }) => total)).toEqual([8, 40, 24, 14]);
});

test('a list without @listSize has the default length', async () => {
  expect(await estimate(books, ['{ all { title author { name } } }'])).toEqual([{ total: 20, books: 20 }]);
});

test('a mutation, its weights, and what its arguments are made of count', async () => {
  const costs = await estimate(
    books,
    ['mutation { sell }'],
    ['mutation { buy { title } }'],
    ['mutation { buy(n: 5) { title } }'],
    ['mutation { buy(input: { id: 1, heavy: 2, inner: { mode: FAST } }) { title } }'],
    [
      'mutation ($input: Input) { buy(input: $input) { title } }',
      { input: { many: [{ heavy: 1 }, { heavy: 2 }, {}] } },
    ],
    ['mutation ($input: Input) { buy(input: $input) { title } }', {}],
  );
  expect(costs.map(({ total }) => total)).toEqual([13, 11, 13, 11 + 1 + 4 + 1 + 6, 11 + 1 + 5 + 5 + 1, 11]);
});

test('fields that @skip and @include exclude cost nothing', async () => {
  const query =
    'query ($on: Boolean!) { all { title author @include(if: $on) { name } } book @skip(if: $on) { title } }';
  const costs = await estimate(books, [query, { on: true }], [query, { on: false }]);
  expect(costs.map(({ total }) => total)).toEqual([20, 11]);
});

const connection = {
  items: {
    typeDefs: `${link}
      type Query {
        items(first: Int = 20, last: Int): Items
          @listSize(slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)
        one(first: Int, last: Int): [Item] @listSize(slicingArguments: ["first", "last"])
        capped(first: Int): [Item] @listSize(slicingArguments: ["first"], assumedSize: 4, requireOneSlicingArgument: false)
      }
      type Items { edges: [Edge] nodes: [Item] total: Int }
      type Edge { node: Item }
      type Item { id: ID tags: [String] }
    `,
  },
};

test('the length of a connection is that of its sized fields; the greatest slicing argument counts', async () => {
  const query = 'query ($n: Int, $m: Int) { items(first: $n, last: $m) { total edges { node { id } } } }';
  const costs = await estimate(
    connection,
    ['{ items { edges { node { id } } } }'],
    ['{ items(first: 3) { edges { node { id } } nodes { id tags } } }'],
    ['{ items(first: 3, last: 5) { nodes { id } } }'],
    [query, { n: 2 }],
    [query, { n: 2, m: 4 }],
    [query, { n: -5 }],
    [query, {}],
    ['{ items(first: null) { nodes { id } } }'],
    ['{ capped { id } }'],
    ['{ capped(first: 9) { id } }'],
  );
  expect(costs.map(({ total }) => total)).toEqual([41, 13, 6, 5, 9, 1, 41, 21, 4, 9]);
});

test('if exactly one slicing argument is required, an operation with none or two is refused', async () => {
  const graph = await serveGraph(connection, { cost: {} });
  const query =
    'query ($a: Int, $b: Int, $yes: Boolean = true) { one(first: $a, last: $b) @include(if: $yes) { id } }';
  for (const [text, variables, found] of [
    ['{ one { id } }', {}, 0],
    ['{ one(first: 1, last: 2) { id } }', {}, 2],
    [query, { a: 1, b: 2 }, 2],
    [query, { a: null }, 0],
  ] as const) {
    expect(await graph.execute(text, variables)).toEqual({
      errors: [
        {
          message: `The field "one" must be given exactly one of the arguments "first", "last", but it has ${found}.`,
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
  }
  expect(graph.subgraph('items').requests).toEqual([]);
  expect((await graph.execute(query, { b: 2 })).errors).toBeUndefined();
  expect((await graph.execute(query, { a: 1, b: 2, yes: false })).errors).toBeUndefined();
});

test('entities are counted per path, over several subgraphs', async () => {
  const definitions = {
    a: {
      typeDefs: `${link}
        type Query { users(first: Int!): [User] @listSize(slicingArguments: ["first"]) me: User }
        type User @key(fields: "id") { id: ID! friends(first: Int!): [User] @listSize(slicingArguments: ["first"]) }
      `,
    },
    b: {
      typeDefs: `${link}
        type User @key(fields: "id") { id: ID! name: String pets: [Pet] @listSize(assumedSize: 2) }
        type Pet @key(fields: "id") { id: ID! }
      `,
    },
    c: { typeDefs: `${link} type Pet @key(fields: "id") { id: ID! kind: Kind } type Kind { name: String }` },
  };
  const query = `query ($n: Int!, $m: Int! = 3, $on: Boolean = true) {
    users(first: $n) @include(if: $on) { name friends(first: $m) { name pets { kind { name } } } }
  }`;
  const costs = await estimate(
    definitions,
    ['{ me { name } }'],
    [query, { n: 2 }],
    [query, { n: 10, m: 1 }],
    [query, { n: 10, on: false }],
  );
  expect(costs).toEqual([
    { total: 2, a: 1, b: 1 },
    // 2 users with 3 friends each; 8 entities, 6 of them with 2 pets; 12 pets with a kind each
    { total: 2 + 6 + (2 + 6 + 12) + 24, a: 8, b: 20, c: 24 },
    { total: 20 + (10 + 10 + 20) + 40, a: 20, b: 40, c: 40 },
    { total: 0, a: 0, b: 0, c: 0 },
  ]);
});

test('the fragments of an abstract type add up', async () => {
  const definitions = {
    a: {
      typeDefs: `${link}
        type Query { found: [Found] @listSize(assumedSize: 2) }
        union Found = A | B
        type A { x: X }
        type B { x: X }
        type X { n: Int @cost(weight: 3) }
      `,
    },
  };
  expect(await estimate(definitions, ['{ found { ... on A { x { n } } ... on B { x { n } } } }'])).toEqual([
    { total: 2 * (1 + 4 + 4), a: 18 },
  ]);
});
