import { expect, inject, onTestFinished, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { findFreePort } from '../graph/free-port.ts';
import { staff } from '../graph/people.ts';
import { startTestGateway } from '../graph/test-gateway.ts';
import { readMetrics, seriesOf, sumOf } from './read-metrics.ts';

const count = inject('cases') === 'all' ? 10_000 : 1_000;

async function startGateway() {
  const port = await findFreePort();
  const gateway = await startTestGateway({ METRICS_PORT: String(port) });
  onTestFinished(gateway.stop);
  return { ...gateway, read: () => readMetrics(port) };
}

/** Asks a few times, and then many times more, and expects no new series. Returns the metrics. */
async function expectNoSeries(
  read: () => ReturnType<typeof readMetrics>,
  ask: (index: number) => Promise<void>,
) {
  for (let index = 0; index < 5; index += 1) await ask(index);
  const before = seriesOf(await read());
  for (let index = 0; index < count; index += 20)
    await Promise.all(Array.from({ length: 20 }, (_, i) => ask(index + i)));
  const metrics = await read();
  expect([...seriesOf(metrics)].filter((series) => !before.has(series))).toEqual([]);
  return metrics;
}

test('thousands of paths, methods, request ids and clients create no series', async () => {
  const { origin, read } = await startGateway();
  const metrics = await expectNoSeries(read, async (index) => {
    const method = ['GET', 'PROPFIND', 'MKCOL', 'LOCK', 'REPORT'][index % 5] ?? 'GET';
    const headers = { 'x-request-id': `id-${index}`, 'apollographql-client-name': `client-${index}` };
    await (await fetch(`${origin}/path-${index}?a=${index}`, { method, headers })).arrayBuffer();
  });
  expect(sumOf(metrics, 'http_server_request_duration_count')).toBe(count + 5);
});

test('thousands of names of operations create no series', async () => {
  const { url, tokenOf, read } = await startGateway();
  const token = await tokenOf(staff);
  const metrics = await expectNoSeries(read, async (index) => {
    const { data } = await postOperation(url, token, { query: `query N${index} { __typename }` });
    expect(data).toEqual({ __typename: 'Query' });
  });
  const unnamed = { graphql_operation_name: '_OTHER' };
  expect(sumOf(metrics, 'graphql_operation_duration_count', unnamed)).toBe(count + 5);
});
