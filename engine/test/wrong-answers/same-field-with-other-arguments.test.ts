import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveProducts = shareGraph({
  products: {
    typeDefs: `
      type Query { products: [Product!]! }
      type Product @key(fields: "id") { id: ID! price(currency: String!): Int! label(language: String = "en"): String! }
    `,
    resolvers: {
      Query: { products: () => [{ id: '1' }, { id: '2' }] },
      Product: {
        __resolveReference: ({ id }) => ({ id }),
        price: ({ id }, { currency }) => Number(id) * (currency === 'USD' ? 100 : 90),
        label: ({ id }, { language }) => `${language}-${id}`,
      },
    },
  },
  shipping: {
    typeDefs: `
      type Product @key(fields: "id") {
        id: ID!
        price(currency: String!): Int! @external
        label(language: String = "en"): String! @external
        shipping: String! @requires(fields: "price(currency: \\"USD\\")")
        customs: String! @requires(fields: "label(language: \\"fr\\")")
      }
    `,
    resolvers: {
      Product: {
        __resolveReference: (reference) => ({ ...reference }),
        shipping: ({ price }) => `shipping-for-${price}`,
        customs: ({ label }) => `customs-for-${label}`,
      },
    },
  },
});

test("the client's arguments and those of @requires each get their own value", async () => {
  const graph = await serveProducts();
  expect(await graph.execute('{ products { price(currency: "EUR") shipping } }')).toEqual({
    data: {
      products: [
        { price: 90, shipping: 'shipping-for-100' },
        { price: 180, shipping: 'shipping-for-200' },
      ],
    },
  });
});

test('an argument given by a variable is not taken for the one of @requires', async () => {
  const graph = await serveProducts();
  const query = 'query ($currency: String!) { products { shipping price(currency: $currency) } }';
  expect(await graph.execute(query, { currency: 'EUR' })).toEqual({
    data: {
      products: [
        { shipping: 'shipping-for-100', price: 90 },
        { shipping: 'shipping-for-200', price: 180 },
      ],
    },
  });
});

test('a field left at its default argument is not taken for the one of @requires', async () => {
  const graph = await serveProducts();
  expect(await graph.execute('{ products { label customs } }')).toEqual({
    data: {
      products: [
        { label: 'en-1', customs: 'customs-for-fr-1' },
        { label: 'en-2', customs: 'customs-for-fr-2' },
      ],
    },
  });
});

test('the client may ask for the same field twice beside the one of @requires', async () => {
  const graph = await serveProducts();
  const query = '{ products { eur: price(currency: "EUR") price(currency: "USD") shipping } }';
  expect(await graph.execute(query)).toEqual({
    data: {
      products: [
        { eur: 90, price: 100, shipping: 'shipping-for-100' },
        { eur: 180, price: 200, shipping: 'shipping-for-200' },
      ],
    },
  });
});
