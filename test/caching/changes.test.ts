import { randomBytes } from 'node:crypto';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrder, stockProduct } from '../graph/orders.ts';
import { customer } from '../graph/people.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

const supergraph = new URL('schema/supergraph.graphql', repositoryRoot).pathname;
const secret = randomBytes(32).toString('hex');
const events = 'orders.stock-decreased.v1=Product, orders.stock-increased.v1=Product';
const as = customer(1);

let graph: TestGraph;

beforeAll(async () => {
  const gatewayEnv = { CACHE: 'memory', CACHE_EVENTS: events, CACHE_INVALIDATION_SECRET: secret };
  graph = await startTestGraph({ gatewayEnv });
});

afterAll(() => graph.stop());

const productOf = async (sku: string) =>
  (
    await graph.ask('query ($sku: ID!) { product(sku: $sku) { stock price { amount } } }', {
      as,
      variables: { sku },
    })
  ).data.product;

test('an event about a product ends what is kept of it', async () => {
  await stockProduct(graph, { sku: 'SOLD', stock: 5 });
  await expect.poll(() => productOf('SOLD')).toMatchObject({ stock: 5 });
  await placeOrder(graph, as, [['SOLD', 2]]);
  const placedAt = performance.now();
  await expect.poll(() => productOf('SOLD'), { interval: 5 }).toMatchObject({ stock: 3 });
  // It would have been kept for a minute. On a busy machine the event takes longer than 100 ms.
  expect(performance.now() - placedAt).toBeLessThan(20_000);
});

test('a call with the secret ends what is kept of an entity, a type, or everything', async () => {
  for (const [index, body] of [
    { changes: [{ type: 'Product', id: 'PRICED' }] },
    { changes: [{ type: 'Product' }] },
    { all: true },
  ].entries()) {
    await stockProduct(graph, { sku: 'PRICED', amount: 100 + index });
    expect((await invalidate(body)).status).toBe(204);
    expect(await productOf('PRICED')).toMatchObject({ price: { amount: 100 + index } });
    await graph.orders.sql(`update products set price_amount = 1 where sku = 'PRICED'`);
    expect(await productOf('PRICED')).toMatchObject({ price: { amount: 100 + index } });
  }
});

test('a call without the secret, or with another body, ends nothing', async () => {
  expect((await invalidate({ all: true }, 'x'.repeat(32))).status).toBe(401);
  expect((await fetch(new URL('/cache/invalidate', graph.url), { method: 'POST' })).status).toBe(401);
  for (const body of [{}, { changes: [{ id: '1' }] }, { changes: [{ type: 'A', id: 1 }] }, [], null])
    expect((await invalidate(body)).status).toBe(400);
  const get = await fetch(new URL('/cache/invalidate', graph.url), {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(get.status).toBe(405);
});

test('while events cannot be read the gateway warns, and catches up afterwards', async () => {
  await stockProduct(graph, { sku: 'LATE', stock: 5 });
  await expect.poll(() => productOf('LATE')).toMatchObject({ stock: 5 });
  await graph.orders.stop();
  const warnings = async () => (await fetch(new URL('/ready', graph.url))).text();
  await expect.poll(warnings).toContain('The events of the subgraph \\"orders\\" cannot be read');
  await graph.orders.start();
  await placeOrder(graph, as, [['LATE', 1]]);
  await expect.poll(() => productOf('LATE')).toMatchObject({ stock: 4 });
});

test.each([
  [{ CACHE_EVENTS: events }, 'CACHE_EVENTS must not be set if CACHE is off'],
  [{ CACHE: 'redis' }, 'REDIS_URL is required but not set'],
  [{ CACHE: 'memory', CACHE_EVENTS: events }, 'ORDERS_EVENTS_URL is required but not set'],
  [{ CACHE: 'memory', CACHE_EVENTS: 'stock' }, 'CACHE_EVENTS must list events'],
  [
    { CACHE: 'memory', CACHE_INVALIDATION_SECRET: 'short' },
    'CACHE_INVALIDATION_SECRET must have 32 characters',
  ],
  [{ CACHE_INVALIDATION_SECRET: secret }, 'CACHE_INVALIDATION_SECRET must not be set if CACHE is off'],
  [
    { CACHE: 'memory', CACHE_INVALIDATION_SECRET: secret, WORKERS: '2' },
    'CACHE_INVALIDATION_SECRET must not be set if WORKERS is more than 1',
  ],
])('the configuration %o is refused', (env, problem) => {
  const urls = { USERS_URL: 'http://127.0.0.1:9/graphql', ORDERS_URL: 'http://127.0.0.1:9/graphql' };
  expect(() =>
    readGatewayConfig({ ...testEnvironment, ...urls, SUPERGRAPH: supergraph, DATA_DIR: '/tmp', ...env }),
  ).toThrow(problem);
});

async function invalidate(body: unknown, token = secret): Promise<Response> {
  return fetch(new URL('/cache/invalidate', graph.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
