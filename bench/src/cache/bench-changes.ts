import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { type GraphDatabases, withGraphDatabases } from '../graph/with-graph-databases.ts';
import { commonSku } from '../live/live-cases.ts';
import { createSubscriberToken, startOrders } from '../live/start-live.ts';
import { startStockChanges } from '../live/stock-changes.ts';
import { isRecord } from '../processes/is-record.ts';
import { startChild } from '../processes/start-child.ts';

/** Pause between two changes, in milliseconds. */
const pauseMs = 20;

/** Measures the times from the commit of a change to the first answer of the gateway that shows it, in milliseconds. */
export function benchChanges(count: number): Promise<readonly number[]> {
  return withGraphDatabases(async (databases) => {
    const orders = await startOrders(databases);
    const gateway = startChild(new URL('../live/live-process.ts', import.meta.url));
    const stock = await startStockChanges(databases.ordersUrl, 0);
    try {
      const answer = await gateway.ask('start', {
        kind: 'gateway',
        env: environmentOf(databases, orders.url),
      });
      if (!isRecord(answer)) throw new Error(`A gateway must answer its origin; received ${answer}`);
      const readStock = createReader(`${answer.origin}/graphql`, await createSubscriberToken(databases));
      const times: number[] = [];
      // The first changes compile code and open connections.
      for (let n = -20; n < count; n += 1) {
        const expected = (await readStock()) + 1;
        await stock.change([commonSku]);
        const committedAt = performance.now();
        while ((await readStock()) !== expected);
        if (n >= 0) times.push(performance.now() - committedAt);
        await sleep(pauseMs);
      }
      return times;
    } finally {
      await stock.stop();
      gateway.stop();
      orders.process.stop();
    }
  });
}

function environmentOf({ dataDir }: GraphDatabases, ordersUrl: string): Readonly<Record<string, string>> {
  return {
    LOG_LEVEL: 'error',
    DATA_DIR: dataDir,
    SUPERGRAPH: fileURLToPath(new URL('schema/supergraph.graphql', repositoryRoot)),
    PORT: '0',
    ORDERS_URL: ordersUrl,
    ORDERS_EVENTS_URL: ordersUrl.replace('/graphql', '/events'),
    CACHE: 'memory',
    CACHE_EVENTS: 'orders.stock-increased.v1=Product',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    SHED_LAG_MS: '0',
  };
}

function createReader(url: string, token: string): () => Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query: `{ product(sku: "${commonSku}") { stock } }` });
  return async () => {
    const answer: unknown = await (await fetch(url, { method: 'POST', headers, body })).json();
    const data = isRecord(answer) ? answer.data : undefined;
    const product = isRecord(data) ? data.product : undefined;
    if (!isRecord(product))
      throw new Error(`The product must have a stock; received ${JSON.stringify(answer)}`);
    return Number(product.stock);
  };
}
