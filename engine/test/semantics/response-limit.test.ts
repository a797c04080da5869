import { expect, test } from 'vitest';
import type { GatewayOptions } from '../../src/index.ts';
import { type ServedGraph, serveGraph } from '../kit/serve-graph.ts';

const name = 'n'.repeat(200);

/**
 * Serves a user with ten orders, each of which has the user again. The answer multiplies, but each object is
 * fetched once.
 */
function serveOrders(options: Omit<GatewayOptions, 'supergraphSdl'>): Promise<ServedGraph> {
  const others = Array.from({ length: 200 }, () => ({ id: 'u' }));
  const ten = Array.from({ length: 10 }, (_, n) => ({ id: `${n}`, customer: { id: 'u' }, others }));
  return serveGraph(
    {
      orders: {
        typeDefs: `
          type User @key(fields: "id") { id: ID! orders: [Order!]! }
          type Order { id: ID! customer: User! others: [User!]! }
        `,
        resolvers: { User: { __resolveReference: ({ id }) => ({ id }), orders: () => ten } },
      },
      users: {
        typeDefs: `
          scalar Json
          type Query { me: User! found: Found! anything: Json failing: Int }
          union Found = User
          type User @key(fields: "id") { id: ID! name: String! names: [String!]! nothing: String numbers: [Int!]! }
        `,
        resolvers: {
          Query: {
            me: () => ({ id: 'u' }),
            found: () => ({ __typename: 'User', id: 'u' }),
            anything: () => ({ deep: [name, name] }),
            failing: () => {
              throw new Error('It fails.');
            },
          },
          User: {
            __resolveReference: ({ id }) => ({ id }),
            name: () => name,
            names: () => [name, name],
            numbers: () => Array.from({ length: 100 }, () => 1),
          },
        },
      },
    },
    options,
  );
}

const hundred = (fields: string): string =>
  `me { orders { customer { orders { customer { ${fields} } } } } }`;

const tooLarge = (limit: number) => ({
  data: null,
  errors: [
    {
      message: `The response must be at most ${limit} bytes, but this one is larger. Request less at once.`,
      extensions: { code: 'RESPONSE_TOO_LARGE' },
    },
  ],
});

test('an answer whose entities are written at many places is refused beyond the limit', async () => {
  const graph = await serveOrders({ maxResponseBytes: 50_000 });
  for (const query of [
    `{ ${hundred('a: name b: name c: name')} }`,
    `{ ${hundred('names a: names')} }`,
    `{ ${hundred('numbers a: numbers b: numbers')} }`,
    `{ ${hundred('a: name b: name c: name nothing')} }`,
    `{ failing ${hundred('a: name b: name c: name')} }`,
  ])
    expect(await graph.execute(query)).toEqual(tooLarge(50_000));
});

test('an entity at thousands of paths is not merged into all of them if that is too large', async () => {
  const graph = await serveOrders({ maxResponseBytes: 100_000 });
  expect(await graph.execute('{ me { orders { others { name } } } }')).toEqual(tooLarge(100_000));
  const small = await graph.execute('{ me { orders { others { id } } } }');
  expect(small).toMatchObject({ data: { me: { orders: expect.any(Array) } } });
});

test('an answer within the limit is returned, and a slightly larger one is not', async () => {
  const query = '{ me { id name names numbers } }';
  const plain = await serveOrders({});
  const answer = await plain.execute(query);
  const bytes = JSON.stringify(answer.data).length;
  // The object around `me` counts more bytes than its text.
  const within = await serveOrders({ maxResponseBytes: bytes + 30 });
  expect(await within.execute(query)).toEqual(answer);
  const beyond = await serveOrders({ maxResponseBytes: bytes - 30 });
  expect(await beyond.execute(query)).toEqual(tooLarge(bytes - 30));
});

test.for(['{ anything }', '{ found { ... on User { names } } }', '{ __schema { types { name } } }'])(
  'the limit counts custom scalars: %s',
  async (query) => {
    expect(await (await serveOrders({})).execute(query)).toMatchObject({ data: expect.anything() });
    expect(await (await serveOrders({ maxResponseBytes: 100 })).execute(query)).toEqual(tooLarge(100));
  },
);

test('concurrent large answers are all returned', async () => {
  const graph = await serveOrders({});
  const aliases = Array.from({ length: 110 }, (_, n) => `a${n}: name`).join(' ');
  const query = `{ ${hundred(aliases)} }`;
  const answers = await Promise.all(Array.from({ length: 6 }, () => graph.execute(query)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(JSON.stringify(answers[0]).length).toBeGreaterThan(2_000_000);
});
