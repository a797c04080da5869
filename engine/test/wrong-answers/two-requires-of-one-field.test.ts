import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const PRICES: Readonly<Record<string, number>> = { USD: 100, EUR: 90, CHF: 80 };

const serveProducts = shareGraph({
  products: {
    typeDefs: `
      type Query { products: [Product!]! }
      type Product @key(fields: "id") { id: ID! name: String! price(currency: String!): Int! }
    `,
    resolvers: {
      Query: {
        products: () => [
          { id: '1', name: 'Table' },
          { id: '2', name: 'Chair' },
        ],
      },
      Product: {
        __resolveReference: ({ id }) => ({ id }),
        price: ({ id }, { currency }) => Number(id) * (PRICES[currency] ?? 0),
      },
    },
  },
  shipping: {
    typeDefs: `
      type Product @key(fields: "id") {
        id: ID!
        price(currency: String!): Int! @external
        usa: String! @requires(fields: "price(currency: \\"USD\\")")
        europe: String! @requires(fields: "price(currency: \\"EUR\\")")
        weight: Int!
      }
    `,
    resolvers: {
      Product: {
        __resolveReference: (reference) => ({ ...reference }),
        usa: ({ price }) => `usa-for-${price}`,
        europe: ({ price }) => `europe-for-${price}`,
        weight: ({ id }) => Number(id),
      },
    },
  },
});

test('two fields that require one field with different arguments each get their own value', async () => {
  const graph = await serveProducts();
  expect(await graph.execute('{ products { usa europe } }')).toEqual({
    data: {
      products: [
        { usa: 'usa-for-100', europe: 'europe-for-90' },
        { usa: 'usa-for-200', europe: 'europe-for-180' },
      ],
    },
  });
});

test('they stay apart beside a field that requires nothing and one that the client asks for', async () => {
  const graph = await serveProducts();
  const query = '{ products { weight europe price(currency: "CHF") usa name } }';
  expect(await graph.execute(query)).toEqual({
    data: {
      products: [
        { weight: 1, europe: 'europe-for-90', price: 80, usa: 'usa-for-100', name: 'Table' },
        { weight: 2, europe: 'europe-for-180', price: 160, usa: 'usa-for-200', name: 'Chair' },
      ],
    },
  });
});

test('one of them alone gets its value', async () => {
  const graph = await serveProducts();
  expect(await graph.execute('{ products { europe } }')).toEqual({
    data: { products: [{ europe: 'europe-for-90' }, { europe: 'europe-for-180' }] },
  });
});
