import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { type ServedGraph, shareGraph } from '../kit/serve-graph.ts';

const PRODUCTS = [
  { __typename: 'Product', id: '1', size: { unit: 'cm', parts: [{ length: 1 }, { length: 2 }] }, weight: 5 },
  { __typename: 'Product', id: '2', size: null, weight: null },
];

const serveProducts = shareGraph({
  products: {
    typeDefs: `
      type Query { products: [Product] }
      type Product @key(fields: "id") { id: ID! size: Size weight: Int }
      type Size { unit: String parts: [Part] }
      type Part { length: Int }
    `,
    resolvers: { Query: { products: () => PRODUCTS } },
  },
  shipping: {
    typeDefs: `
      type Product @key(fields: "id") {
        id: ID!
        size: Size @external
        weight: Int @external
        box: String @requires(fields: "size { unit parts { length } }")
        cost: String @requires(fields: "weight")
      }
      type Size { unit: String @external parts: [Part] @external }
      type Part { length: Int @external }
    `,
    resolvers: {
      Product: {
        __resolveReference: (reference) => ({ ...reference }),
        box: ({ size }) => JSON.stringify(size),
        cost: ({ weight }) => JSON.stringify(weight),
      },
    },
  },
});

function representations(graph: ServedGraph): unknown {
  return graph.subgraph('shipping').requests.map(({ variables }) => variables.representations);
}

test('required objects, lists and explicit nulls are sent unchanged', async () => {
  const graph = await serveProducts();
  expect(await graph.execute('{ products { box cost } }')).toEqual({
    data: {
      products: [
        { box: '{"unit":"cm","parts":[{"length":1},{"length":2}]}', cost: '5' },
        { box: 'null', cost: 'null' },
      ],
    },
  });
  expect(representations(graph)).toEqual([PRODUCTS]);
});

test('a representation contains only the required fields', async () => {
  const graph = await serveProducts();
  await graph.execute('{ products { size { unit parts { length } } cost } }');
  expect(representations(graph)).toEqual([
    [
      { __typename: 'Product', id: '1', weight: 5 },
      { __typename: 'Product', id: '2', weight: null },
    ],
  ]);
});

test('an entity without its key is not fetched', async () => {
  const graph = await serveProducts();
  const products = [
    { __typename: 'Product', weight: 5 },
    { __typename: 'Product', id: '2', weight: 6 },
  ];
  graph.subgraph('products').intercept(replyJson({ data: { products } }));
  const { data } = await graph.execute('{ products { cost } }');
  expect(data).toEqual({ products: [{ cost: null }, { cost: '6' }] });
  expect(representations(graph)).toEqual([[{ __typename: 'Product', id: '2', weight: 6 }]]);
});

test('an entity without its __typename is not fetched', async () => {
  const graph = await serveProducts();
  const products = [
    { id: '1', weight: 5 },
    { __typename: 'Product', id: '2', weight: 6 },
  ];
  graph.subgraph('products').intercept(replyJson({ data: { products } }));
  const { data } = await graph.execute('{ products { cost } }');
  expect(data).toEqual({ products: [{ cost: null }, { cost: '6' }] });
  expect(representations(graph)).toEqual([[{ __typename: 'Product', id: '2', weight: 6 }]]);
});
