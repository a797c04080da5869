import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

test('a value computed by one subgraph may be required by the next, back and forth', async () => {
  const graph = await serveGraph({
    products: {
      typeDefs: `
        type Query { products: [Product] }
        type Product @key(fields: "id") @key(fields: "maker { code }") {
          id: ID! maker: Maker! price: Int tax: Int @external
          total: String @requires(fields: "tax")
        }
        type Maker @shareable { code: ID! }
      `,
      resolvers: {
        Query: {
          products: () => [
            { id: '1', maker: { code: 'm1' }, price: 10 },
            null,
            { id: '2', maker: { code: 'm2' } },
          ],
        },
        Product: {
          __resolveReference: (reference) => ({ ...reference }),
          total: ({ tax }) => `total with ${tax}`,
        },
      },
    },
    taxes: {
      typeDefs: `
        type Product @key(fields: "id") {
          id: ID! price: Int @external region: String @external
          tax: Int @requires(fields: "price region")
        }
      `,
      resolvers: {
        Product: {
          __resolveReference: (reference) => ({ ...reference }),
          tax: ({ price, region }) => (price === null ? null : price * region.length),
        },
      },
    },
    regions: {
      typeDefs: `
        type Product @key(fields: "maker { code }") { maker: Maker! region: String }
        type Maker @shareable { code: ID! }
      `,
      resolvers: { Product: { __resolveReference: ({ maker }) => ({ maker, region: maker.code }) } },
    },
  });
  expect(await graph.execute('{ products { total } }')).toEqual({
    data: { products: [{ total: 'total with 20' }, null, { total: 'total with null' }] },
  });
  const { variables } = graph.subgraph('taxes').requests.at(0) ?? {};
  expect(variables).toEqual({
    representations: [
      { __typename: 'Product', id: '1', price: 10, region: 'm1' },
      { __typename: 'Product', id: '2', price: null, region: 'm2' },
    ],
  });
});
