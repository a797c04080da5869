import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrder } from '../graph/orders.ts';
import { customer, userId } from '../graph/people.ts';
import { startTestGateway } from '../graph/test-gateway.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;
const folder = mkdtempSync(join(tmpdir(), 'access-rules-'));

beforeAll(async () => {
  graph = await startTestGraph({ gatewayEnv: { ANONYMOUS: 'allow' } });
});

afterAll(async () => {
  await graph.stop();
  rmSync(folder, { recursive: true });
});

function refused(...path: readonly (string | number)[]) {
  return {
    message: 'Unauthorized field or type',
    path,
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  };
}

test('an anonymous caller sees the catalogue, and nothing of users and orders', async () => {
  const { data, errors } = await graph.ask(
    `{
      products(first: 1) { nodes { sku } }
      me { id email tier orderStats { count } }
      order(id: "${userId(1)}") { id }
      user(id: "${userId(1)}") { name }
    }`,
    { as: 'anonymous' },
  );
  expect(data).toEqual({
    products: { nodes: [{ sku: expect.any(String) }] },
    me: null,
    order: null,
    user: null,
  });
  expect(errors).toEqual([refused('order'), refused('user')]);
});

test('a token without a user cannot order, and a customer can', async () => {
  const machine = await placeOrder(graph, { subject: 'a machine', scopes: ['orders:manage'] }, [
    ['MUG-BLUE', 1],
  ]);
  expect(machine.data).toBeNull();
  expect(machine.errors).toEqual([refused('placeOrder')]);
  const person = await placeOrder(graph, customer(4), [['MUG-BLUE', 1]]);
  expect(person.data.placeOrder).toMatchObject({ __typename: 'OrderPlaced' });
});

test('a union with a protected type can be selected by fragments on the other types', async () => {
  const answer = await graph.ask(
    'mutation { registerUser(input: { email: "x@y.example", name: "X" }) { ... on UserRegistered { user { id } } } }',
    { as: 'anonymous' },
  );
  expect(answer.errors).toEqual([refused('registerUser')]);
});

test('with REJECT_UNAUTHORIZED=on such a request is 403, and no subgraph request is sent', async () => {
  const gateway = await startTestGateway({ REJECT_UNAUTHORIZED: 'on' });
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await gateway.tokenOf(customer(2))}`,
    },
    body: JSON.stringify({ query: '{ products { nodes { sku } } users { nodes { name } } }' }),
  });
  await gateway.stop();
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ errors: [refused('users')] });
});

test('a policy that does not decide in time is 504, since the client is not at fault', async () => {
  const file = join(folder, 'hanging.ts');
  writeFileSync(file, 'export const policies = { user: () => new Promise(() => {}) };');
  const gateway = await startTestGateway({ POLICIES: file, REQUEST_TIMEOUT_MS: '200' });
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await gateway.tokenOf(customer(4))}`,
    },
    body: JSON.stringify({
      query:
        'mutation { placeOrder(input: { idempotencyKey: "k", lines: [{ sku: "MUG-BLUE", quantity: 1 }] }) { __typename } }',
    }),
  });
  await gateway.stop();
  expect(response.status).toBe(504);
  expect(await response.json()).toEqual({
    errors: [{ message: 'The request took too long.', extensions: { code: 'GATEWAY_TIMEOUT' } }],
  });
});

test.each([
  ['export const policies = {};', /SUPERGRAPH must name a composed supergraph that can be served/],
  ['export const rules = {};', /POLICIES must name a module that exports "policies"/],
  ['export const policies = { user: true };', /POLICIES: the policy "user" must be a function/],
  ['export const policies = {', /POLICIES must name a module that loads/],
  [undefined, /POLICIES must name a module, but is/],
])('a gateway does not start with policies in %j', async (text, problem) => {
  const file = join(folder, `${Math.random()}.ts`);
  if (text !== undefined) writeFileSync(file, text);
  await expect(startTestGateway({ POLICIES: file })).rejects.toThrow(problem);
});
