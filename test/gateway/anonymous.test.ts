import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, userId } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph({ gatewayEnv: { ANONYMOUS: 'allow' } });
});

afterAll(() => graph.stop());

test('without a token, public data is answered', async () => {
  const answer = await graph.ask('{ me { id } products(first: 1) { nodes { sku } } }', { as: 'anonymous' });
  expect(answer).toEqual({
    status: 200,
    data: { me: null, products: { nodes: [{ sku: expect.any(String) }] } },
    errors: [],
  });
});

test.each([
  '{ orders { totalCount } }',
  `{ orders(filter: { customerId: "${userId(2)}" }) { totalCount } }`,
  `{ user(id: "${userId(2)}") { name } }`,
  '{ users { totalCount } }',
  'mutation { placeOrder(input: { idempotencyKey: "k", lines: [{ sku: "MUG-BLUE", quantity: 1 }] }) { __typename } }',
  'mutation { registerUser(input: { email: "a@b.example", name: "A" }) { __typename } }',
])('without a token, only %s is refused', async (query) => {
  const { data, errors } = await graph.ask(query, { as: 'anonymous' });
  expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true);
  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
});

test('with a token, everything works as without anonymous access', async () => {
  const { data } = await graph.ask('{ me { id } }', { as: customer(2) });
  expect(data).toEqual({ me: { id: userId(2) } });
});

test.each(['', 'Bearer', 'Bearer a.b.c', 'Basic dXNlcjpwYXNz'])(
  'the header Authorization %j is 401 and never anonymous',
  async (authorization) => {
    const response = await fetch(graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_(request|token)"$/);
  },
);
