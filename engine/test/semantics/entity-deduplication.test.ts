import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveOrders = shareGraph({
  orders: {
    typeDefs: `
      type Query { orders: [Order!]! }
      type Order { id: ID! customer: Customer friends: [Customer] }
      type Customer @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Query: {
        orders: () =>
          ['ada', 'broken', 'ada', 'bob', 'ada', 'broken'].map((customer, index) => ({
            id: `${index}`,
            customer: { id: customer },
            friends: [{ id: 'ada' }, { id: 'ada' }],
          })),
      },
    },
  },
  customers: {
    typeDefs: 'type Customer @key(fields: "id") { id: ID! name: String }',
    resolvers: {
      Customer: {
        __resolveReference: ({ id }) => ({ id }),
        name: ({ id }) => {
          if (id === 'broken') throw new Error('No name');
          return `name of ${id}`;
        },
      },
    },
  },
});

test('each distinct entity is fetched once, in the order of its first occurrence', async () => {
  const graph = await serveOrders();
  await graph.execute('{ orders { customer { name } } }');
  expect(graph.subgraph('customers').requests.map(({ variables }) => variables)).toEqual([
    {
      representations: [
        { __typename: 'Customer', id: 'ada' },
        { __typename: 'Customer', id: 'broken' },
        { __typename: 'Customer', id: 'bob' },
      ],
    },
  ]);
});

test('its data and errors appear at every path that selected it', async () => {
  const graph = await serveOrders();
  const { data, errors } = await graph.execute('{ orders { customer { name } } }');
  const ada = { customer: { name: 'name of ada' } };
  const broken = { customer: { name: null } };
  expect(data).toEqual({ orders: [ada, broken, ada, { customer: { name: 'name of bob' } }, ada, broken] });
  expect(errors).toEqual(
    [1, 5].map((index) => ({
      message: 'No name',
      path: ['orders', index, 'customer', 'name'],
      extensions: expect.objectContaining({ serviceName: 'customers' }),
    })),
  );
});

test('places that share an entity do not share what is written into them', async () => {
  const graph = await serveOrders();
  const { data } = await graph.execute('{ orders { id friends { id name } } }');
  expect(data).toEqual({
    orders: [0, 1, 2, 3, 4, 5].map((index) => ({
      id: `${index}`,
      friends: [
        { id: 'ada', name: 'name of ada' },
        { id: 'ada', name: 'name of ada' },
      ],
    })),
  });
  expect(graph.subgraph('customers').requests).toHaveLength(1);
});
