import { readFileSync } from 'node:fs';
import { dashboards } from '@supergraph/launcher/observability/dashboards.ts';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRandom } from '../../../engine/test/differential/random.ts';
import { hasPrometheus, type Prometheus, startPrometheus } from '../../alerts/prometheus.ts';
import { readAlerts } from '../../alerts/read-rules.ts';
import { findFreePort } from '../../graph/free-port.ts';
import { staff } from '../../graph/people.ts';
import { subscribe } from '../../graph/sse-client.ts';
import { createSupergraphFolder } from '../../graph/supergraph-folder.ts';
import { createMix } from '../create-mix.ts';
import { openOrderLedger } from '../order-ledger.ts';
import { type Load, settle, startLoad } from '../start-load.ts';
import { type ChaosSystem, startSystem } from '../system/start-system.ts';
import { provocations } from './provocations.ts';

/** Factor by which all durations of the rules are divided: 5 minutes are 5 seconds. */
const faster = 60;

/** Duration of the run without faults, in seconds: longer than any `for` and any short window. */
const healthySeconds = 35;

describe.skipIf(!hasPrometheus)('a graph that Prometheus watches, with the package prometheus', () => {
  test('no alert fires while the graph is healthy, each fires under its fault, and every panel has data', {
    timeout: 600_000,
  }, async () => {
    const { system, load, prometheus, publish } = await start();
    await useSubscription(system);
    await expect.poll(() => secondsOf(prometheus), { timeout: 120_000 }).toBeGreaterThan(healthySeconds);
    expect(await prometheus.fired()).toEqual([]);

    const expected = Object.values(provocations).flatMap(({ alerts }) => alerts);
    expect(expected.toSorted()).toEqual(readAlerts().toSorted());
    for (const [name, { alerts, begin }] of Object.entries(provocations)) {
      const firing = async () =>
        (await prometheus.firing()).filter((alert) => alerts.includes(alert)).toSorted();
      // An earlier fault may have caused some of them too.
      await expect.poll(firing, { message: `before: ${name}`, timeout: 120_000 }).toEqual([]);
      const end = await begin(system, publish);
      await expect.poll(firing, { message: name, timeout: 60_000 }).toEqual(alerts.toSorted());
      for (const summary of await prometheus.summaries()) expect(summary).not.toMatch(/<error|NaN|no value/);
      await end();
    }
    await askAnew(system);
    await expect.poll(() => emptyQueries(prometheus)).toEqual([]);
    await load.stop();
  });
});

async function start() {
  const ports = { gateway: await findFreePort(), users: await findFreePort(), orders: await findFreePort() };
  const metricsOf = (name: keyof typeof ports) => ({ METRICS_PORT: String(ports[name]) });
  const supergraph = readFileSync(repositoryFile('schema/supergraph.graphql'), 'utf8');
  const { file, publish, remove } = createSupergraphFolder(supergraph);
  onTestFinished(remove);
  const system = await startSystem(
    {
      ...metricsOf('gateway'),
      SUPERGRAPH: file,
      POLICIES: repositoryFile('schema/policies.ts'),
      LOG_LEVEL: 'info',
      SUBGRAPH_TIMEOUT_MS: '2000',
      REQUEST_TIMEOUT_MS: '6000',
      SUBGRAPH_CONCURRENCY: '10',
      SUBGRAPH_QUEUE: '10',
      SAFELIST_MANIFEST: repositoryFile('client/src/generated/persisted-documents.json'),
    },
    undefined,
    {
      users: metricsOf('users'),
      orders: { ...metricsOf('orders'), DATABASE_POOL_SIZE: '4', STATEMENT_TIMEOUT_MS: '1000' },
    },
  );
  onTestFinished(system.stop);
  const random = createRandom(20_261_128);
  const ledger = await openOrderLedger(system.subgraphs.orders.databaseUrl, random);
  const load: Load = startLoad({ ...system, perSecond: 20, next: createMix(ledger, random) });
  onTestFinished(load.stop);
  await settle(load);
  const prometheus = await startPrometheus(ports, faster);
  onTestFinished(prometheus.stop);
  return { system, load, prometheus, publish };
}

/** Receives some events of one subscription, and leaves another one open. */
async function useSubscription({ url, tokenOf }: ChaosSystem): Promise<void> {
  const operation = { query: 'subscription { ordersChanged { kind } }' };
  const headers = { authorization: `Bearer ${await tokenOf(staff)}` };
  const [left, kept] = [await subscribe(url, operation, headers), await subscribe(url, operation, headers)];
  for (let received = 0; received < 3; received += 1) await left.answer();
  left.close();
  await kept.answer();
}

/** Sends an operation that needs a plan. */
async function askAnew({ url, tokenOf }: ChaosSystem): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(staff)}` };
  await fetch(url, { method: 'POST', headers, body: '{"query":"{ me { id } }"}' });
}

/** Returns the time for which Prometheus has watched the gateway, in seconds. */
async function secondsOf({ query }: Prometheus): Promise<number> {
  const [series] = await query('count_over_time(up{job="gateway"}[1h])');
  return Number(series?.value[1] ?? 0);
}

/** Returns the queries of dashboards that have no data of the whole run. */
async function emptyQueries({ query }: Prometheus): Promise<readonly string[]> {
  const empty: string[] = [];
  for (const { title, rows } of dashboards)
    for (const { title: panel, queries } of Object.values(rows).flat())
      for (const { expr } of queries) {
        const asked = expr.replaceAll('$__rate_interval', '10m').replaceAll(/\$(subgraph|job)/g, 'orders');
        const series = await query(asked);
        if (series.every(({ value }) => value[1] === 'NaN')) empty.push(`${title}, ${panel}: ${asked}`);
      }
  return empty;
}
