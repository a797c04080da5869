import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

test('a subgraph is entered again by a key that it can resolve, whichever is written first', async () => {
  const graph = await serveGraph({
    shipping: {
      typeDefs: `
        type Query { parcels: [Product!]! }
        type Product @key(fields: "sku", resolvable: false) @key(fields: "id") {
          sku: String!
          id: ID!
          weight: Int @external
          shipping: String @requires(fields: "weight")
        }
      `,
      resolvers: {
        Query: { parcels: () => [{ sku: 'table', id: '1' }] },
        Product: {
          __resolveReference: (reference) => {
            if (reference.id === undefined) throw new Error('A product is only known by its id');
            return { ...reference };
          },
          shipping: ({ weight }) => `shipping-for-${weight}`,
        },
      },
    },
    products: {
      typeDefs: `
        type Product @key(fields: "sku") @key(fields: "id") { sku: String! id: ID! weight: Int }
      `,
      resolvers: { Product: { __resolveReference: (reference) => ({ ...reference, weight: 7 }) } },
    },
  });
  expect(await graph.execute('{ parcels { shipping } }')).toEqual({
    data: { parcels: [{ shipping: 'shipping-for-7' }] },
  });
  const [entered] = graph.subgraph('shipping').requests.slice(1);
  expect(entered?.variables).toEqual({ representations: [{ __typename: 'Product', id: '1', weight: 7 }] });
});
