import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Answer } from '../graph/answer.ts';
import { findLeaks } from '../graph/leaks.ts';
import { staff, userId } from '../graph/people.ts';
import { startTestGateway } from '../graph/test-gateway.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;
const customers = '{ orders(first: 3) { nodes { id total { amount } customer { name tier } } } }';

beforeAll(async () => {
  graph = await startTestGraph();
  return () => graph.stop();
});

test('with users down, orders are complete and their customers are null with an error', async () => {
  const answer = await without('users', customers);
  expect(answer.status).toBe(200);
  expect(answer.data.orders.nodes).toEqual(
    [0, 1, 2].map(() => ({
      id: expect.any(String),
      total: { amount: expect.any(Number) },
      customer: null,
    })),
  );
  expectUnreachable(answer, 'users');
});

test('the error of a subgraph that is down names the concrete places where data is missing', async () => {
  const { errors } = await without('users', customers);
  expect(errors.map(({ path }) => path)).toEqual(
    [0, 1, 2].flatMap((index) =>
      ['name', 'tier'].map((name) => ['orders', 'nodes', index, 'customer', name]),
    ),
  );
});

test('with orders down, a user is complete and their tier is null, never a guess', async () => {
  const answer = await without('orders', `{ user(id: "${userId(2)}") { name email tier } }`);
  expect(answer.data.user).toEqual({ name: expect.any(String), email: expect.any(String), tier: null });
  expectUnreachable(answer, 'orders');
});

test('with orders down, only fields of orders are null', async () => {
  const answer = await without(
    'orders',
    `{ user(id: "${userId(2)}") { name orders { nodes { id } } orderStats { count } } }`,
  );
  expect(answer.data.user).toEqual({ name: expect.any(String), orders: null, orderStats: null });
  expectUnreachable(answer, 'orders');
});

test('a root field of an unreachable subgraph is null, and the others are not', async () => {
  const answer = await without('orders', '{ me { name } order(id: "x") { id } }');
  expect(answer.data).toEqual({ me: { name: expect.any(String) }, order: null });
  expectUnreachable(answer, 'orders');
});

test('a mutation that cannot be sent has no data and an error', async () => {
  const answer = await without('orders', 'mutation { payOrder(id: "x") { __typename } }');
  expect(answer.data ?? null).toBeNull();
  expectUnreachable(answer, 'orders');
});

test('with both subgraphs down a gateway starts, is ready, and answers with errors', async () => {
  const gateway = await startTestGateway();
  onTestFinished(() => gateway.stop());
  for (const path of ['/health', '/ready'])
    expect((await fetch(`${gateway.origin}${path}`)).status).toBe(200);
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await gateway.tokenOf(staff)}` },
    body: JSON.stringify({ query: '{ me { name } product(sku: "MUG-BLUE") { name } }' }),
  });
  const answer = await response.json();
  expect(answer.data).toEqual({ me: null, product: null });
  expect(new Set(answer.errors.map(codeAndService))).toEqual(
    new Set(['SUBREQUEST_HTTP_ERROR users', 'SUBREQUEST_HTTP_ERROR orders']),
  );
  expect(findLeaks(answer)).toEqual([]);
});

/** Returns the answer to a query while a subgraph is stopped, and waits until the graph is complete again. */
async function without(name: 'users' | 'orders', query: string): Promise<Answer> {
  await graph[name].stop();
  try {
    return await graph.ask(query);
  } finally {
    await graph[name].start();
    const { data, errors } = await graph.ask(customers);
    expect(errors).toEqual([]);
    expect(data.orders.nodes[0].customer.tier).toEqual(expect.any(String));
  }
}

function expectUnreachable(answer: Answer, service: string): void {
  expect(answer.errors.length).toBeGreaterThan(0);
  for (const error of answer.errors) {
    expect(error.message).toBe(`The request to the subgraph "${service}" failed.`);
    expect(codeAndService(error)).toBe(`SUBREQUEST_HTTP_ERROR ${service}`);
  }
  expect(findLeaks(answer)).toEqual([]);
}

function codeAndService({
  extensions: { code, serviceName },
}: {
  readonly extensions: { readonly code: string; readonly serviceName?: string };
}): string {
  return `${code} ${serviceName}`;
}
