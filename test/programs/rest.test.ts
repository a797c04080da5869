import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, orderId, type Person, staff } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  const SAFELIST_MANIFEST = new URL('client/src/generated/persisted-query-manifest.json', repositoryRoot)
    .pathname;
  graph = await startTestGraph({ gatewayEnv: { REST: 'on', SAFELIST: 'enforce', SAFELIST_MANIFEST } });
});
afterAll(() => graph.stop());

test('a query is a GET whose variables are parameters, and its data is the same as by GraphQL', async () => {
  expect(await get(`findOrder?id=${orderId(1)}`)).toMatchObject({
    status: 200,
    body: { data: { order: { id: orderId(1), customer: { email: expect.stringContaining('@') } } } },
  });
  const { body } = await get('listOrders?first=2&status=DELIVERED');
  expect(body.data.orders.nodes).toHaveLength(2);
  const empty = await get('listOrders?first=2&status=DELIVERED&after=');
  expect(empty.body).toEqual(body);
  const { endCursor } = body.data.orders.pageInfo;
  const next = await get(`listOrders?first=2&status=DELIVERED&after=${encodeURIComponent(endCursor)}`);
  expect(next.body.data.orders.nodes[0].id).not.toBe(body.data.orders.nodes[0].id);
});

test('a mutation is a POST, and the header Idempotency-Key makes repeating it safe', async () => {
  const lines = [{ sku: 'MUG-BLUE', quantity: 1 }];
  const first = await post('placeOrder', { lines }, { 'idempotency-key': 'partner-1' });
  expect(first).toMatchObject({
    status: 200,
    body: { data: { placeOrder: { __typename: 'OrderPlaced' } } },
  });
  expect(first.headers.get('idempotency-key')).toBe('partner-1');
  const again = await post('placeOrder', { lines, idempotencyKey: 'partner-1' });
  expect(again.body).toEqual(first.body);
  const generated = await post('placeOrder', { lines });
  expect(generated.headers.get('idempotency-key')).toMatch(/^[\da-f-]{36}$/);
  expect(generated.body.data.placeOrder.order.id).not.toBe(first.body.data.placeOrder.order.id);
  const both = await post('placeOrder', { lines, idempotencyKey: 'a' }, { 'idempotency-key': 'b' });
  expect(both.status).toBe(400);
});

test('a call without data has the status of its error, and every refusal has the form of GraphQL', async () => {
  const cases = [
    [await get(`findOrder?id=${orderId(1)}`, customer(30)), 404, 'NOT_FOUND'],
    [await get('findOrder?id=1', 'anonymous'), 401, 'UNAUTHENTICATED'],
    [await get('findOrder'), 400, 'BAD_USER_INPUT'],
    [await get('findOrder?id=1&id=2'), 400, 'BAD_USER_INPUT'],
    [await get('findOrder?id=1&fields=email'), 400, 'BAD_USER_INPUT'],
    [await get('listOrders?first=many'), 400, 'BAD_USER_INPUT'],
    [await get('listOrders?status=LOST'), 400, 'BAD_USER_INPUT'],
    [await get('shipOrder'), 404, 'NOT_FOUND'],
    [await get('OrdersPage'), 404, 'NOT_FOUND'],
    [await get('__proto__'), 404, 'NOT_FOUND'],
    [await get('findOrder/1'), 404, 'NOT_FOUND'],
    [await get('placeOrder'), 405, 'METHOD_NOT_ALLOWED'],
    [await post('findOrder', { id: orderId(1) }), 405, 'METHOD_NOT_ALLOWED'],
    [await post('placeOrder', [1]), 400, 'BAD_REQUEST'],
    [await post('placeOrder', { lines: [], query: '{ me { id } }' }), 400, 'BAD_USER_INPUT'],
    [await post('placeOrder', {}, { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ] as const;
  for (const [{ status, body }, expected, code] of cases)
    expect([status, body.errors[0].extensions.code]).toEqual([expected, code]);
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape; each expectation is the check.
  readonly body: any;
}

async function send(path: string, init: RequestInit, as: Person | 'anonymous'): Promise<Reply> {
  const headers = new Headers(init.headers);
  if (as !== 'anonymous') headers.set('authorization', `Bearer ${await graph.tokenOf(as)}`);
  const response = await fetch(new URL(`/api/${path}`, graph.url), { ...init, headers });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const get = (path: string, as: Person | 'anonymous' = staff): Promise<Reply> => send(path, {}, as);

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  send(
    path,
    {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    },
    staff,
  );
