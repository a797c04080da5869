import { readFileSync } from 'node:fs';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../graph/free-port.ts';
import { staff } from '../graph/people.ts';
import { subscribe } from '../graph/sse-client.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { readMetrics, type Sample, sumOf } from './read-metrics.ts';

let graph: TestGraph;
let port: number;

beforeAll(async () => {
  port = await findFreePort();
  const SAFELIST_MANIFEST = new URL('client/src/generated/persisted-documents.json', repositoryRoot).pathname;
  graph = await startTestGraph({ gatewayEnv: { METRICS_PORT: String(port), SAFELIST_MANIFEST } });
});

afterAll(() => graph.stop());

const catalogue: string =
  Object.values<string>(
    JSON.parse(
      readFileSync(new URL('client/src/generated/persisted-documents.json', repositoryRoot), 'utf8'),
    ),
  ).find((document) => document.startsWith('query Catalogue')) ?? '';

/** Returns by how much a metric grows during some work. */
async function growthOf(work: () => Promise<unknown>) {
  const before = await readMetrics(port);
  await work();
  const after = await readMetrics(port);
  return (name: string, labels: Readonly<Record<string, string>> = {}): number =>
    sumOf(after, name, labels) - sumOf(before, name, labels);
}

test('an operation counts with its plan, its cost, its requests to subgraphs, and the time between them', async () => {
  const query = '{ orders(first: 1) { edges { node { id customer { name } } } } }';
  const growth = await growthOf(async () => {
    for (let times = 0; times < 3; times += 1) expect((await graph.ask(query)).errors).toEqual([]);
  });
  const asQuery = { graphql_operation_type: 'query', graphql_outcome: 'data' };
  expect(growth('graphql_operation_duration_count', asQuery)).toBe(3);
  expect(growth('graphql_cache_lookups_total', { cache_kind: 'plan', cache_outcome: 'miss' })).toBe(1);
  expect(growth('graphql_cache_lookups_total', { cache_kind: 'plan', cache_outcome: 'hit' })).toBe(2);
  expect(growth('graphql_planning_duration_count', { graphql_outcome: 'planned' })).toBe(1);
  expect(growth('graphql_operation_cost_sum')).toBeGreaterThan(3);
  expect(growth('http_client_request_duration_count', { subgraph_name: 'orders' })).toBe(3);
  expect(growth('http_client_request_duration_count', { subgraph_name: 'users' })).toBe(3);
  expect(growth('http_server_overhead_duration_count')).toBe(3);
  const seconds = growth('http_server_request_duration_sum');
  expect(growth('http_server_overhead_duration_sum')).toBeLessThan(seconds);
  expect(growth('http_client_request_duration_sum')).toBeLessThan(seconds);
});

test('only operations of the safelist have their names in metrics', async () => {
  const growth = await growthOf(async () => {
    await graph.ask(catalogue, { variables: { first: 1 } });
    await graph.ask('query Catalogue { me { id } }');
    await graph.ask('query MyOwn { me { id } }');
  });
  const named = (name: string) =>
    growth('graphql_operation_duration_count', { graphql_operation_name: name });
  expect(['Catalogue', 'MyOwn', '_OTHER'].map(named)).toEqual([1, 0, 2]);
});

test('a subscription is open until its client leaves, and its results are counted', async () => {
  const read = async (name: string, labels = {}) => sumOf(await readMetrics(port), name, labels);
  expect(await read('subscription_open')).toBe(0);
  const query = 'subscription { ordersChanged { kind } }';
  const authorization = `Bearer ${await graph.tokenOf(staff)}`;
  const stream = await subscribe(graph.url, { query }, { authorization });
  await expect.poll(() => read('subscription_open')).toBe(1);
  stream.close();
  await expect.poll(() => read('subscription_open')).toBe(0);
  expect(await read('subscription_ended_total', { subscription_end_reason: 'client' })).toBe(1);
});

test('a subgraph that is down shows in its circuit breaker, its failures and the errors of clients', async () => {
  const stateOf = (samples: readonly Sample[], name: string) =>
    sumOf(samples, 'subgraph_circuit_breaker_state', { subgraph_name: name });
  expect(stateOf(await readMetrics(port), 'users')).toBe(0);
  await graph.users.stop();
  const growth = await growthOf(async () => {
    for (let times = 0; times < 25; times += 1) await graph.ask('{ me { name } }');
  });
  expect(
    growth('http_client_request_duration_count', { error_type: 'SUBREQUEST_HTTP_ERROR' }),
  ).toBeGreaterThan(0);
  expect(growth('response_errors_total', { subgraph_name: 'users' })).toBe(25);
  expect(growth('subgraph_retries_total', { subgraph_name: 'users' })).toBeGreaterThan(0);
  const samples = await readMetrics(port);
  expect([stateOf(samples, 'users'), stateOf(samples, 'orders')]).toEqual([2, 0]);
  await graph.users.start();
});
