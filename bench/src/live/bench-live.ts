import { type GraphDatabases, withGraphDatabases } from '../graph/with-graph-databases.ts';
import { startChild } from '../processes/start-child.ts';
import { liveCases, type Protocol } from './live-cases.ts';
import type { LiveOptions } from './live-options.ts';
import { type LiveBench, type LiveResult, measureLive, warmUpLive } from './measure-live.ts';
import { createSubscriberToken, type LiveGateway, startLiveGateway, startOrders } from './start-live.ts';
import { startStockChanges } from './stock-changes.ts';

/** Measurements of a run, and notes for the reader. */
export type LiveReport = { readonly results: readonly LiveResult[]; readonly notes: readonly string[] };

export type { LiveResult };

/** Measured combinations. Hive Gateway is measured over server-sent events, as its documentation recommends. */
const combinations: readonly (readonly [LiveGateway, Protocol])[] = [
  ['ours', 'WebSocket'],
  ['ours', 'SSE'],
  ['hive', 'SSE'],
];

/** Measures all cases, each combination in a process of its own. Stops everything that it started, also on failure. */
export function benchLive(options: LiveOptions): Promise<LiveReport> {
  return withGraphDatabases(async (databases) => {
    const orders = await startOrders(databases);
    const load = startChild(new URL('./subscriber-process.ts', import.meta.url));
    const changes = await startStockChanges(databases.ordersUrl, options.subscribers);
    try {
      const token = await createSubscriberToken(databases);
      const profiles = options.profile ? [] : undefined;
      const bench = { ...options, load, changes, token, profiles };
      return await measureAll(bench, databases, orders.url);
    } finally {
      await changes.stop();
      load.stop();
      orders.process.stop();
    }
  });
}

async function measureAll(
  bench: LiveBench & LiveOptions,
  databases: GraphDatabases,
  ordersUrl: string,
): Promise<LiveReport> {
  const results: LiveResult[] = [];
  const notes: string[] = [];
  for (const [kind, protocol] of combinations) {
    if (kind === 'hive' && !bench.peers) continue;
    try {
      const gateway = await startLiveGateway(kind, databases, ordersUrl);
      try {
        await warmUpLive(bench, gateway, protocol);
        for (const liveCase of liveCases) {
          const title = `${kind}, ${protocol}, ${liveCase.title}`;
          console.error(`Measuring ${title} …`);
          results.push(await measureLive(bench, gateway, protocol, liveCase, title));
        }
      } finally {
        gateway.process.stop();
        await bench.load.ask('close');
      }
    } catch (error) {
      if (kind === 'ours') throw error;
      notes.push(`Hive Gateway could not be measured further: ${String(error).split('\n')[0]}`);
    }
  }
  return { results, notes: [...notes, ...(bench.profiles ?? [])] };
}
