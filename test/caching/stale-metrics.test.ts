import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { findFreePort } from '../graph/free-port.ts';
import { customer } from '../graph/people.ts';
import { startStubServer } from '../graph/stub-server.ts';
import { startTestGateway } from '../graph/test-gateway.ts';
import { readMetrics, sumOf } from '../observe/read-metrics.ts';

test('a request that fails is counted as failed, although stale values are used', async () => {
  const [orders, port] = [await startStubServer(), await findFreePort()];
  const gateway = await startTestGateway({
    ...{ CACHE: 'memory', ORDERS_URL: orders.url, METRICS_PORT: String(port) },
  });
  try {
    const authorization = `Bearer ${await gateway.tokenOf(customer(1))}`;
    const ask = async () =>
      (await postJson(gateway, { query: '{ product(sku: "MUG") { name } }' }, { authorization })).body;
    const headers = { 'cache-control': 'max-age=1, public, stale-if-error=600' };
    orders.reply(200, '{"data":{"product__0":{"name":"Mug"}}}', headers);
    expect(await ask()).toEqual({ data: { product: { name: 'Mug' } } });
    orders.reply(503, '{}');
    await sleep(1_100);
    expect(await ask()).toMatchObject({ data: { product: { name: 'Mug' } }, extensions: { stale: [{}] } });
    const metrics = await readMetrics(port);
    const failures = { subgraph_name: 'orders', error_type: 'SUBREQUEST_HTTP_ERROR' };
    expect(sumOf(metrics, 'http_client_request_duration_count', failures)).toBe(1);
  } finally {
    await Promise.all([gateway.stop(), orders.stop()]);
  }
});
