import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../graph/free-port.ts';
import { stockProduct } from '../graph/orders.ts';
import { customer, staff, userId } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { readMetrics, sumOf } from '../observe/read-metrics.ts';

const [ada, bob] = [customer(1), customer(2)];

let graph: TestGraph;
let port: number;

beforeAll(async () => {
  port = await findFreePort();
  graph = await startTestGraph({ gatewayEnv: { CACHE: 'memory', METRICS_PORT: String(port) } });
});

afterAll(() => graph.stop());

const product = '{ product(sku: "KEPT") { name price { amount } } }';
const setPrice = (amount: number) =>
  graph.orders.sql(`update products set price_amount = ${amount} where sku = 'KEPT'`);

test('the catalogue is kept for all viewers with the same scopes', async () => {
  await stockProduct(graph, { sku: 'KEPT', stock: 5 });
  const first = await graph.ask(product, { as: ada });
  expect(first.errors).toEqual([]);
  await setPrice(1);
  expect(await graph.ask(product, { as: bob })).toEqual(first);
  // A subgraph may decide by scopes.
  expect((await graph.ask(product, { as: staff })).data.product.price.amount).toBe(1);
});

test('the metrics count hits and misses by kind, and only requests that were sent', async () => {
  const count = async (name: string, labels: Readonly<Record<string, string>>) =>
    sumOf(await readMetrics(port), name, labels);
  const countAll = async () => ({
    hits: await count('graphql_cache_lookups_total', { cache_kind: 'root', cache_outcome: 'hit' }),
    misses: await count('graphql_cache_lookups_total', { cache_kind: 'root', cache_outcome: 'miss' }),
    sent: await count('http_client_request_duration_count', { subgraph_name: 'orders' }),
  });
  const before = await countAll();
  const query = '{ product(sku: "MUG-BLUE") { name stock } }';
  for (let n = 0; n < 3; n += 1) expect((await graph.ask(query, { as: ada })).errors).toEqual([]);
  const after = await countAll();
  expect(after).toEqual({ hits: before.hits + 2, misses: before.misses + 1, sent: before.sent + 1 });
});

test('the name of a user is kept for its viewer only', async () => {
  const orders = `{ orders(first: 1, filter: { customerId: "${userId(1)}" }) { nodes { customer { name } } } }`;
  const nameFor = async (as: typeof ada): Promise<string> =>
    (await graph.ask(orders, { as })).data.orders.nodes[0].customer.name;
  const before = await nameFor(ada);
  await graph.users.sql(`update users set name = 'Changed' where id = '${userId(1)}'`);
  expect(await nameFor(ada)).toBe(before);
  expect(await nameFor(staff)).toBe('Changed');
});

test('orders, which no one may keep, are always current', async () => {
  const status = `{ orders(first: 1, filter: { customerId: "${userId(1)}" }) { nodes { id status } } }`;
  const { id } = (await graph.ask(status, { as: ada })).data.orders.nodes[0];
  await graph.orders.sql(`update orders set status = 'CANCELLED' where id = '${id}'`);
  expect((await graph.ask(status, { as: ada })).data.orders.nodes[0].status).toBe('CANCELLED');
});

test.each([
  [{ CACHE: 'disk' }, 'CACHE must be one of off, memory, redis'],
  [{ CACHE_MAX_BYTES: '1' }, 'CACHE_MAX_BYTES must be a whole number'],
  [{ CACHE_STALE_IF_ERROR_SECONDS: '-1' }, 'CACHE_STALE_IF_ERROR_SECONDS must be'],
])('the configuration %o is refused', async (env, problem) => {
  expect(() => readGatewayConfig({ ...env })).toThrow(problem);
});
