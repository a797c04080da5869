import { readFileSync } from 'node:fs';
import { describeObservability } from '@supergraph/launcher/generate-observability.ts';
import { definition } from '@supergraph/orders/orders-service.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { ConfigError } from '@supergraph/service-kit/config.ts';
import { metricTable } from '@supergraph/service-kit/telemetry/metric-table.ts';
import { expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../graph/free-port.ts';
import { staff } from '../graph/people.ts';
import { startTestSubgraph } from '../graph/start-test-subgraph.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import { createTestFolder } from '../graph/test-folder.ts';
import { startTestGateway } from '../graph/test-gateway.ts';
import { readMetrics, sumOf } from './read-metrics.ts';

async function startGateway(env: Readonly<Record<string, string>> = {}) {
  const port = await findFreePort();
  const gateway = await startTestGateway({ METRICS_PORT: String(port), ...env });
  onTestFinished(gateway.stop);
  return { ...gateway, read: () => readMetrics(port), port };
}

test('a gateway serves its metrics on their own port, and counts requests by route and status', async () => {
  const { origin, url, read } = await startGateway();
  await fetch(`${origin}/health`);
  await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  const metrics = await read();
  const requests = 'http_server_request_duration_count';
  expect(sumOf(metrics, requests, { http_route: '/health', http_response_status_code: '200' })).toBe(1);
  expect(sumOf(metrics, requests, { http_route: '/graphql', http_response_status_code: '401' })).toBe(1);
  expect(sumOf(metrics, 'response_errors_total', { error_code: 'UNAUTHENTICATED' })).toBe(1);
  expect(sumOf(metrics, 'process_memory_usage')).toBeGreaterThan(10_000_000);
  expect(sumOf(metrics, 'process_cpu_time_total', { cpu_mode: 'user' })).toBeGreaterThan(0);
  expect((await fetch(`${origin}/metrics`)).status).toBe(404);
});

test('a subgraph serves the state of its database pool and the durations of its statements', async () => {
  const port = await findFreePort();
  const dataDir = createTestFolder('metrics-');
  const env = { ...testEnvironment, DATA_DIR: dataDir, METRICS_PORT: String(port), DATABASE_POOL_SIZE: '7' };
  const orders = await startTestSubgraph('orders', definition, env, dataDir);
  onTestFinished(orders.stop);
  const { errors } = await orders.ask('{ orders(first: 1) { totalCount } }', {}, staff);
  expect(errors).toEqual([]);
  const metrics = await readMetrics(port);
  const pool = { db_client_connection_pool_name: 'orders' };
  expect(sumOf(metrics, 'db_client_connection_max', pool)).toBe(7);
  expect(sumOf(metrics, 'db_client_connection_count', pool)).toBeGreaterThan(0);
  expect(sumOf(metrics, 'db_client_operation_duration_count', pool)).toBe(orders.takeStatements().length);
});

test('a subgraph serves how many events its readers have not read, and where its consumers are', async () => {
  const port = await findFreePort();
  const dataDir = createTestFolder('metrics-');
  const env = { ...testEnvironment, DATA_DIR: dataDir, METRICS_PORT: String(port) };
  const orders = await startTestSubgraph('orders', definition, env, dataDir);
  onTestFinished(orders.stop);
  await orders.sql(`insert into outbox_reader (name, read_at) values ('feed:late', clock_timestamp())`);
  await orders.sql(
    `insert into outbox (entity, entity_id, type, data) values ('order', '1', 'order-paid', '{}')`,
  );
  const read = async (name: string) =>
    sumOf(await readMetrics(port), name, { event_service: 'orders', event_reader: 'feed:late' });
  expect(await read('event_outbox_unread')).toBeGreaterThan(0);
  expect(await read('event_outbox_oldest_unread')).toBeGreaterThan(0);
});

test('every metric of every process is in the table, and has only labels that the table names', async () => {
  const { read } = await startGateway();
  const known = Object.entries(metricTable).map(
    ([name, { attributes }]) => [underscored(name), attributes.map(underscored)] as const,
  );
  for (const { name, labels } of await read()) {
    const found = known.find(
      ([each]) => name.replace(/_(total|count|sum|bucket)$/, '') === each || name === each,
    );
    expect(found?.[0], name).toBeDefined();
    expect(Object.keys(labels).filter((label) => label !== 'le' && !found?.[1].includes(label))).toEqual([]);
  }
});

test('a taken METRICS_PORT refuses the start by the name of the variable', async () => {
  const { port } = await startGateway();
  const starting = startTestGateway({ METRICS_PORT: String(port) });
  await expect(starting).rejects.toThrow(ConfigError);
  await expect(starting).rejects.toThrow(/METRICS_PORT: port \d+ is already in use/);
});

test('docs/observability.md is the page that npm run codegen generates', () => {
  const page = readFileSync(new URL('docs/observability.md', repositoryRoot), 'utf8');
  expect(page).toBe(describeObservability());
});

function underscored(name: string): string {
  return name.replaceAll('.', '_');
}
