import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveUsers = shareGraph({
  users: {
    typeDefs: `
      type Query { users: [User!]! }
      type User @key(fields: "id") { id: ID! name: String! email: String! address: Address! }
      type Address { city: String! zip: String! }
    `,
    resolvers: {
      Query: {
        users: () => [
          { id: '1', name: 'Ada', email: 'ada@vip.example', address: { city: 'London', zip: 'N1' } },
          { id: '2', name: 'Bob', email: 'bob@example.org', address: { city: 'Bonn', zip: '53111' } },
        ],
      },
    },
  },
  orders: {
    typeDefs: `
      type User @key(fields: "id") { id: ID! orders: [Order!]! }
      type Order { id: ID! }
    `,
    resolvers: {
      User: { __resolveReference: ({ id }) => ({ id, orders: [{ id: `order-of-${id}` }] }) },
    },
  },
  tiers: {
    typeDefs: `
      type User @key(fields: "id") {
        id: ID!
        email: String! @external
        address: Address! @external
        tier: String @requires(fields: "email")
        zone: String @requires(fields: "address { zip }")
      }
      type Address { zip: String! @external }
    `,
    resolvers: {
      User: {
        __resolveReference: (reference) => ({ ...reference }),
        tier: ({ email }) => `tier-of-${email}`,
        zone: ({ address }) => `zone-of-${address.zip}`,
      },
    },
  },
});

test('an alias that takes the name of a key leaves the key to the reference', async () => {
  const graph = await serveUsers();
  expect(await graph.execute('{ users { id: name orders { id } } }')).toEqual({
    data: {
      users: [
        { id: 'Ada', orders: [{ id: 'order-of-1' }] },
        { id: 'Bob', orders: [{ id: 'order-of-2' }] },
      ],
    },
  });
});

test('an alias that takes the name of a required field leaves the field to @requires', async () => {
  const graph = await serveUsers();
  expect(await graph.execute('{ users { email: name tier } }')).toEqual({
    data: {
      users: [
        { email: 'Ada', tier: 'tier-of-ada@vip.example' },
        { email: 'Bob', tier: 'tier-of-bob@example.org' },
      ],
    },
  });
});

test('an alias inside a nested required selection leaves the required field alone', async () => {
  const graph = await serveUsers();
  expect(await graph.execute('{ users { address { zip: city } zone } }')).toEqual({
    data: {
      users: [
        { address: { zip: 'London' }, zone: 'zone-of-N1' },
        { address: { zip: 'Bonn' }, zone: 'zone-of-53111' },
      ],
    },
  });
});

test('an alias that takes the name of another field of the same selection keeps both values', async () => {
  const graph = await serveUsers();
  expect(await graph.execute('{ users { id: email name: id address: name orders { id } tier } }')).toEqual({
    data: {
      users: [
        {
          id: 'ada@vip.example',
          name: '1',
          address: 'Ada',
          orders: [{ id: 'order-of-1' }],
          tier: 'tier-of-ada@vip.example',
        },
        {
          id: 'bob@example.org',
          name: '2',
          address: 'Bob',
          orders: [{ id: 'order-of-2' }],
          tier: 'tier-of-bob@example.org',
        },
      ],
    },
  });
});

test('an alias that takes the name of __typename leaves the type name to the reference', async () => {
  const graph = await serveUsers();
  const { data, errors } = await graph.execute('{ users { kind: __typename name orders { id } } }');
  expect({ data, errors }).toEqual({
    data: {
      users: [
        { kind: 'User', name: 'Ada', orders: [{ id: 'order-of-1' }] },
        { kind: 'User', name: 'Bob', orders: [{ id: 'order-of-2' }] },
      ],
    },
    errors: undefined,
  });
});

test('the same field under several aliases comes back under each of them', async () => {
  const graph = await serveUsers();
  expect(
    await graph.execute('{ a: users { x: name y: name } b: users { x: email y: orders { z: id } } }'),
  ).toEqual({
    data: {
      a: [
        { x: 'Ada', y: 'Ada' },
        { x: 'Bob', y: 'Bob' },
      ],
      b: [
        { x: 'ada@vip.example', y: [{ z: 'order-of-1' }] },
        { x: 'bob@example.org', y: [{ z: 'order-of-2' }] },
      ],
    },
  });
});
