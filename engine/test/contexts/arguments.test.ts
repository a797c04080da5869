import { expect, test } from 'vitest';
import { type ServedGraph, shareGraph } from '../kit/serve-graph.ts';

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@external", "@shareable", "@context", "@fromContext"]
)`;

const shops = [
  { id: 's1', currency: { code: 'EUR' }, lang: 'de', tags: ['a', 'b'], boss: { id: 'ada' } },
  { id: 's2', currency: { code: 'USD' }, lang: null, tags: [], boss: { id: 'ada' } },
  { id: 's3', currency: { code: 'EUR' }, lang: 'de', tags: ['a', 'b'], boss: null },
];

/**
 * Shops and fairs set the context of the products that they sell. The products of a boss come from another
 * subgraph.
 */
const say = (name: string) => (_source: { readonly id: string }, args: object) =>
  `${name} ${JSON.stringify(Object.fromEntries(Object.entries(args).sort()))}`;

const serveShops = shareGraph({
  sales: {
    typeDefs: `${LINK}
      type Query @context(name: "site") { region: String shops: [Shop] places: [Place] }
      type Currency { code: String! sign: String rate(digits: Int): String }
      type Shop @key(fields: "id") @context(name: "seller") {
        id: ID! currency: Currency! lang: String tags: [String!]! boss: Boss product: Product products: [Product] grid: [[Product]] place: Place
      }
      type Fair @context(name: "seller") { currency: Currency! town: String tags: [String!]! product: Product place: Place }
      union Place = Shop | Fair
      type Boss @key(fields: "id") { id: ID! }
      type Product @key(fields: "id") {
        id: ID!
        price(
          code: String @fromContext(field: "$seller { currency { code } }")
          digits: Int = 2
        ): String
        label(
          lang: String @fromContext(field: "$seller ... on Shop { lang } ... on Fair { town }")
          region: String @fromContext(field: "$site { region }")
        ): String
        marks(tags: [String] @fromContext(field: "$seller { tags }")): String
        exact(rate: String @fromContext(field: "$seller { currency { rate(digits: 9) } }")): String
        euros(code: String @fromContext(field: "$seller { currency { code } }")): Int
        symbol(sign: String @fromContext(field: "$seller { currency { sign } }")): String
        near: [Product]
      }
    `,
    resolvers: {
      Query: {
        region: () => 'north',
        shops: () => shops,
        places: () => [
          { __typename: 'Shop', ...shops[0], product: { id: 'p1' } },
          {
            __typename: 'Fair',
            currency: { code: 'CHF' },
            town: 'Bern',
            tags: ['c'],
            product: { id: 'p1' },
          },
        ],
      },
      Currency: {
        sign: ({ code }) => (code === 'EUR' ? '€' : '$'),
        rate: ({ code }, { digits }) => `${code}/${digits ?? 'all'}`,
      },
      Shop: {
        product: () => ({ id: 'p1' }),
        products: () => [{ id: 'p1' }, null, { id: 'p2' }],
        grid: () => [[{ id: 'p1' }], null, [{ id: 'p2' }, { id: 'p1' }]],
        place: () => ({
          __typename: 'Fair',
          currency: { code: 'SEK' },
          town: 'Lund',
          tags: [],
          product: { id: 'p3' },
        }),
      },
      Product: {
        __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
        price: say('price'),
        label: say('label'),
        marks: say('marks'),
        exact: say('exact'),
        euros: (_source: unknown, { code }: { readonly code: string }) => {
          if (code !== 'EUR') throw new Error('No rate');
          return 1;
        },
        symbol: (_source: unknown, { sign }: { readonly sign: string }) => sign,
        near: () => [{ id: 'p2' }],
      },
    },
  },
  people: {
    typeDefs: `${LINK}
      type Boss @key(fields: "id") { id: ID! name: String favourites: [Product] }
      type Product @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Boss: {
        __resolveReference: ({ id }: { readonly id: string }) => ({
          id,
          name: id,
          favourites: [{ id: 'p1' }, { id: 'p2' }],
        }),
      },
    },
  },
});

function contextRequests(graph: ServedGraph) {
  return graph.subgraph('sales').requests.filter(({ query }) => query.includes('contextualArgument'));
}

test('an argument takes its value from the enclosing object that sets its context', async () => {
  const graph = await serveShops();
  expect(await graph.execute('{ shops { product { price label marks } } }')).toEqual({
    data: {
      shops: [
        {
          product: {
            price: 'price {"code":"EUR","digits":2}',
            label: 'label {"lang":"de","region":"north"}',
            marks: 'marks {"tags":["a","b"]}',
          },
        },
        {
          product: {
            price: 'price {"code":"USD","digits":2}',
            label: 'label {"lang":null,"region":"north"}',
            marks: 'marks {"tags":[]}',
          },
        },
        {
          product: {
            price: 'price {"code":"EUR","digits":2}',
            label: 'label {"lang":"de","region":"north"}',
            marks: 'marks {"tags":["a","b"]}',
          },
        },
      ],
    },
  });
});

test('one request fetches all objects, grouped by equal values', async () => {
  const graph = await serveShops();
  await graph.execute('{ shops { products { price(digits: 1) } } }');
  const requests = contextRequests(graph);
  expect(requests).toHaveLength(1);
  const [{ variables } = { variables: {} }] = requests;
  expect(Object.values(variables).filter(Array.isArray)).toEqual([
    [
      { __typename: 'Product', id: 'p1' },
      { __typename: 'Product', id: 'p2' },
    ],
    [
      { __typename: 'Product', id: 'p1' },
      { __typename: 'Product', id: 'p2' },
    ],
  ]);
});

test('values reach the elements of lists in lists', async () => {
  const graph = await serveShops();
  const { data, errors } = await graph.execute('{ shops { grid { id price } } }');
  expect(errors).toBeUndefined();
  const price = (code: string) => `price {"code":"${code}","digits":2}`;
  const grid = (code: string) => ({
    grid: [
      [{ id: 'p1', price: price(code) }],
      null,
      [
        { id: 'p2', price: price(code) },
        { id: 'p1', price: price(code) },
      ],
    ],
  });
  expect(data).toEqual({ shops: [grid('EUR'), grid('USD'), grid('EUR')] });
});

test('each type of a union gives what its type condition selects', async () => {
  const graph = await serveShops();
  const query = '{ places { ... on Shop { product { label } } ... on Fair { product { label } } } }';
  expect(await graph.execute(query)).toEqual({
    data: {
      places: [
        { product: { label: 'label {"lang":"de","region":"north"}' } },
        { product: { label: 'label {"lang":"Bern","region":"north"}' } },
      ],
    },
  });
});

test('the nearest object that sets the context gives the value', async () => {
  const graph = await serveShops();
  const query = '{ shops { place { ... on Fair { product { price label near { price } } } } } }';
  const { data } = await graph.execute(query);
  const fair = {
    product: {
      price: 'price {"code":"SEK","digits":2}',
      label: 'label {"lang":"Lund","region":"north"}',
      near: [{ price: 'price {"code":"SEK","digits":2}' }],
    },
  };
  expect(data).toEqual({ shops: [{ place: fair }, { place: fair }, { place: fair }] });
});

test('an entity of another subgraph gets the value of each path where it occurs', async () => {
  const graph = await serveShops();
  const query = '{ shops { boss { name favourites { id price } } } }';
  const boss = (code: string) => ({
    name: 'ada',
    favourites: ['p1', 'p2'].map((id) => ({ id, price: `price {"code":"${code}","digits":2}` })),
  });
  expect(await graph.execute(query)).toEqual({
    data: { shops: [{ boss: boss('EUR') }, { boss: boss('USD') }, { boss: null }] },
  });
});

test("aliases, arguments and variables of the client do not conflict with the context's selection", async () => {
  const graph = await serveShops();
  const { data, errors } = await graph.execute(
    `query ($contextualArgument_1_0: Int, $representations_0: Int) {
      shops {
        lang: id
        currency { code: rate(digits: $contextualArgument_1_0) rate(digits: 1) }
        product { price(digits: $representations_0) label exact }
      }
    }`,
    { contextualArgument_1_0: 4, representations_0: 7 },
  );
  expect(errors).toBeUndefined();
  expect(data?.shops).toMatchObject([
    {
      lang: 's1',
      currency: { code: 'EUR/4', rate: 'EUR/1' },
      product: {
        price: 'price {"code":"EUR","digits":7}',
        label: 'label {"lang":"de","region":"north"}',
        exact: 'exact {"rate":"EUR/9"}',
      },
    },
    { lang: 's2', product: { price: 'price {"code":"USD","digits":7}', exact: 'exact {"rate":"USD/9"}' } },
    { lang: 's3' },
  ]);
});

test('clients do not see an argument that comes from a context', async () => {
  const graph = await serveShops();
  const { errors } = await graph.execute('{ shops { product { price(code: "GBP") } } }');
  expect(errors).toMatchObject([{ message: expect.stringContaining('Unknown argument "code"') }]);
});

test('an error has the path of its object, whichever group the object was fetched in', async () => {
  const graph = await serveShops();
  expect(await graph.execute('{ shops { products { euros } } }')).toMatchObject({
    data: {
      shops: [
        { products: [{ euros: 1 }, null, { euros: 1 }] },
        { products: [{ euros: null }, null, { euros: null }] },
        { products: [{ euros: 1 }, null, { euros: 1 }] },
      ],
    },
    errors: [
      { message: 'No rate', path: ['shops', 1, 'products', 0, 'euros'] },
      { message: 'No rate', path: ['shops', 1, 'products', 2, 'euros'] },
    ],
  });
});

test('contexts that select different fields of one object all get their values', async () => {
  const graph = await serveShops();
  const query = '{ shops { product { symbol exact } currency { code } } }';
  expect((await graph.execute(query)).data?.shops).toMatchObject([
    { product: { symbol: '€', exact: 'exact {"rate":"EUR/9"}' }, currency: { code: 'EUR' } },
    { product: { symbol: '$', exact: 'exact {"rate":"USD/9"}' }, currency: { code: 'USD' } },
    { product: { symbol: '€', exact: 'exact {"rate":"EUR/9"}' }, currency: { code: 'EUR' } },
  ]);
});
