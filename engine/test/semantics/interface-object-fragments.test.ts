import { expect, test } from 'vitest';
import { serveGraph, shareGraph } from '../kit/serve-graph.ts';

const bookOf = (id: string) => ({
  __typename: 'Book',
  id,
  title: `title of ${id}`,
  paper: `paper of ${id}`,
});
const filmOf = (id: string) => ({ __typename: 'Film', id, title: `title of ${id}`, minutes: 90 });
const mediumOf = ({ id }: { id: string }) => (id.startsWith('b') ? bookOf(id) : filmOf(id));
const similar = [{ id: 'b3' }, { id: 'f3' }];

const serveMedia = shareGraph({
  media: {
    typeDefs: `
      type Query { shelf: [Media] }
      interface Printed { paper: String }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media & Printed @key(fields: "id") { id: ID! title: String paper: String }
      type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
      type Leaflet implements Printed { paper: String }
      union Work = Film | Leaflet
    `,
    resolvers: {
      Query: { shelf: () => [bookOf('b1'), filmOf('f1')] },
      Media: { __resolveReference: mediumOf },
      Book: { __resolveReference: mediumOf },
      Film: { __resolveReference: mediumOf },
    },
  },
  ratings: {
    typeDefs: `
      type Query { best: [Media] }
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int similar: [Media] }
    `,
    resolvers: {
      Query: {
        best: () => [
          { id: 'b2', stars: 5, similar },
          { id: 'f2', stars: 4, similar },
        ],
      },
      Media: { __resolveReference: ({ id }) => ({ id, stars: 1, similar }) },
    },
  },
});

const book = (id: string) => ({ paper: `paper of ${id}` });

test.for([
  ['{ best { ... on Printed { paper } } }', [book('b2'), {}]],
  ['{ best { ...P } } fragment P on Printed { paper }', [book('b2'), {}]],
  ['{ best { ... on Work { ... on Film { minutes } } } }', [{}, { minutes: 90 }]],
  ['{ best { ... on Work { __typename } } }', [{}, { __typename: 'Film' }]],
  [
    '{ best { stars title ... on Printed { sheet: paper } } }',
    [
      { stars: 5, title: 'title of b2', sheet: 'paper of b2' },
      { stars: 4, title: 'title of f2' },
    ],
  ],
  ['query ($on: Boolean = true) { best { ... on Printed @include(if: $on) { paper } } }', [book('b2'), {}]],
  ['query ($on: Boolean = false) { best { ... on Printed @include(if: $on) { paper } } }', [{}, {}]],
  [
    '{ best { similar { ... on Printed { paper } } } }',
    [{ similar: [book('b3'), {}] }, { similar: [book('b3'), {}] }],
  ],
  [
    '{ best { ... on Printed { paper ... on Media { similar { ... on Printed { paper } } } } } }',
    [{ ...book('b2'), similar: [book('b3'), {}] }, {}],
  ],
] as const)('an interface object answers %s', async ([query, best]) => {
  const graph = await serveMedia();
  expect(await graph.execute(query)).toEqual({ data: { best } });
});

test('fields of the interface object itself come without its type', async () => {
  const graph = await serveMedia();
  graph.subgraph('media').intercept((_request, response) => response.writeHead(503).end());
  const { data, errors } = await graph.execute('{ best { stars ... on Printed { paper } } }');
  expect(data).toEqual({ best: [{ stars: 5 }, { stars: 4 }] });
  expect(errors?.length).toBeGreaterThan(0);
});

test('a field selected with and without a condition needs no fetch of its type', async () => {
  const graph = await serveGraph({
    sale: {
      typeDefs: `
        type Query { onSale: [Product] }
        type Product @key(fields: "id") @interfaceObject {
          id: ID! price: Int @external discount: Int @requires(fields: "price")
        }
      `,
      resolvers: {
        Query: { onSale: () => [{ id: '1' }] },
        Product: { __resolveReference: (product) => product, discount: ({ price }) => price / 2 },
      },
    },
    types: {
      typeDefs: `
        interface Product @key(fields: "id") { id: ID! }
        type Toy implements Product @key(fields: "id") { id: ID! }
        type Tool implements Product @key(fields: "id") { id: ID! }
      `,
      resolvers: { Product: { __resolveReference: ({ id }) => ({ __typename: 'Toy', id }) } },
    },
    reviews: {
      typeDefs: `
        type Product @key(fields: "id") @interfaceObject { id: ID! price: Int reviews: [Review] }
        type Review { of: Product }
      `,
      resolvers: {
        Product: {
          __resolveReference: ({ id }) => ({ id, price: 10, reviews: [{ of: { id: '2', price: 10 } }] }),
        },
      },
    },
  });
  const query = (fields: string) => `query ($a: Boolean!) { onSale { reviews { ${fields} } } }`;
  const of = (value: object) => ({ data: { onSale: [{ reviews: [{ of: value }] }] } });
  const merged = query('of { discount @skip(if: $a) } of { x: discount } of { discount }');
  expect(await graph.execute(merged, { a: true })).toEqual(of({ x: 5, discount: 5 }));
  expect(await graph.execute(merged, { a: false })).toEqual(of({ discount: 5, x: 5 }));
  expect(graph.subgraph('types').requests).toEqual([]);
  // The planner refuses this query as it is.
  const typed = query('of { __typename discount @skip(if: $a) x: discount y: discount }');
  expect(await graph.execute(typed, { a: true })).toEqual(of({ __typename: 'Toy', x: 5, y: 5 }));
});
