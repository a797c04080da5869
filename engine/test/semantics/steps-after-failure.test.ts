import { expect, test } from 'vitest';
import { replyJson } from '../kit/reply-json.ts';
import { shareGraph } from '../kit/serve-graph.ts';

const serveOrders = shareGraph({
  orders: {
    typeDefs: `
      type Query { orders: [Order] order: Order }
      type Order @key(fields: "id") { id: ID! customer: Customer items: [Item] }
      type Customer @key(fields: "id") { id: ID! }
      type Item @key(fields: "sku") { sku: ID! }
    `,
    resolvers: {
      Query: {
        orders: () => [
          { id: '1', customer: { id: 'ada' }, items: [{ sku: 'a' }, null] },
          null,
          { id: '2', customer: null, items: null },
          { id: '3', customer: { id: 'bob' }, items: [] },
        ],
        order: () => null,
      },
    },
  },
  customers: {
    typeDefs: `
      type Customer @key(fields: "id") { id: ID! name: String region: Region }
      type Region @key(fields: "code") { code: ID! }
    `,
    resolvers: {
      Customer: {
        __resolveReference: ({ id }) =>
          id === 'bob' ? null : { id, name: `name of ${id}`, region: { code: 'eu' } },
      },
    },
  },
  regions: {
    typeDefs: 'type Region @key(fields: "code") { code: ID! tax: Int }',
    resolvers: { Region: { __resolveReference: ({ code }) => ({ code, tax: 20 }) } },
  },
  stock: {
    typeDefs: 'type Item @key(fields: "sku") { sku: ID! left: Int }',
    resolvers: { Item: { __resolveReference: ({ sku }) => ({ sku, left: 3 }) } },
  },
});

const QUERY = '{ orders { id customer { name region { tax } } items { left } } }';

test('steps that do not depend on a failed one return their data', async () => {
  const graph = await serveOrders();
  graph.subgraph('customers').intercept(replyJson({ errors: [{ message: 'Closed' }] }));
  const { data, errors } = await graph.execute(QUERY);
  expect(data).toEqual({
    orders: [
      { id: '1', customer: { name: null, region: null }, items: [{ left: 3 }, null] },
      null,
      { id: '2', customer: null, items: null },
      { id: '3', customer: { name: null, region: null }, items: [] },
    ],
  });
  expect(errors?.every(({ message }) => message === 'Closed')).toBe(true);
});

test('a step with nothing to fetch for sends nothing', async () => {
  const graph = await serveOrders();
  graph.subgraph('customers').intercept(replyJson({ errors: [{ message: 'Closed' }] }));
  await graph.execute(QUERY);
  expect(graph.subgraph('regions').requests).toEqual([]);
  expect(await graph.execute('{ order { customer { name } items { left } } }')).toEqual({
    data: { order: null },
  });
  expect(graph.subgraph('customers').requests).toHaveLength(1);
  expect(graph.subgraph('stock').requests).toHaveLength(1);
});

test('nothing is fetched below a null, and an unknown entity is null', async () => {
  const graph = await serveOrders();
  expect(await graph.execute(QUERY)).toEqual({
    data: {
      orders: [
        { id: '1', customer: { name: 'name of ada', region: { tax: 20 } }, items: [{ left: 3 }, null] },
        null,
        { id: '2', customer: null, items: null },
        { id: '3', customer: { name: null, region: null }, items: [] },
      ],
    },
  });
  expect(graph.subgraph('customers').requests.map(({ variables }) => variables)).toEqual([
    {
      representations: [
        { __typename: 'Customer', id: 'ada' },
        { __typename: 'Customer', id: 'bob' },
      ],
    },
  ]);
});

test('if the first step fails, the later ones send nothing', async () => {
  const graph = await serveOrders();
  graph.subgraph('orders').intercept(replyJson({ errors: [{ message: 'Closed' }] }));
  const { data, errors } = await graph.execute(QUERY);
  expect(data).toEqual({ orders: null });
  expect(errors).toMatchObject([{ message: 'Closed', extensions: { serviceName: 'orders' } }]);
  for (const name of ['customers', 'regions', 'stock']) expect(graph.subgraph(name).requests).toEqual([]);
});
