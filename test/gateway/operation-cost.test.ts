import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, staff } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph({
    gatewayEnv: { MAX_COST: '100', USERS_MAX_COST: '20', MAX_SUBGRAPH_COST: '90' },
  });
});

afterAll(() => graph.stop());

async function post(query: string, variables = {}, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await graph.tokenOf(staff)}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: await response.json() };
}

const products = 'query ($first: Int) { products(first: $first) { nodes { sku price { amount } } } }';

test('an operation over the limit is 400, with the figure and the limit', async () => {
  expect((await post(products, { first: 44 })).status).toBe(200);
  const { status, body } = await post(products, { first: 60 });
  expect(status).toBe(400);
  expect(body).toEqual({
    errors: [
      {
        message: 'The estimated cost of the operation is 121, but the limit is 100.',
        extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', figure: 121, limit: 100 },
      },
    ],
  });
});

test('subgraphs have a default limit, and can have their own', async () => {
  const orders = await post(products, { first: 45 });
  expect(orders.status).toBe(400);
  expect(orders.body.errors).toMatchObject([
    { extensions: { figure: 91, limit: 90, serviceName: 'orders' } },
  ]);
  const users = await post('{ users(first: 20) { nodes { name } } }');
  expect(users.status).toBe(400);
  expect(users.body.errors).toMatchObject([{ extensions: { figure: 21, limit: 20, serviceName: 'users' } }]);
});

test('counts and searches cost more', async () => {
  const { body } = await post(
    '{ users(first: 1, filter: { search: "Ada" }) { totalCount nodes { name } } }',
    {},
    { 'x-show-cost': '1' },
  );
  // the connection, the filter and its search, the count, and one user
  expect(body.errors).toMatchObject([{ extensions: { figure: 23 } }]);
});

test('the estimate is returned on request, over all subgraphs', async () => {
  const query = '{ orders(first: 3) { nodes { status customer { name } } } }';
  const { status, body } = await post(query, {}, { 'x-show-cost': '1' });
  expect(status).toBe(200);
  expect(body.extensions).toEqual({ cost: { estimated: 10, max: 100, subgraphs: { orders: 7, users: 3 } } });
  expect((await post(query)).body).not.toHaveProperty('extensions');
});

test('refused fields cost nothing', async () => {
  const { data, errors } = await graph.ask(
    '{ products(first: 1) { nodes { sku } } users(first: 100) { nodes { id } } }',
    { as: customer(2) },
  );
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ path: ['users'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
});
