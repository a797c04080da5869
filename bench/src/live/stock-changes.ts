import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { commonSku, type LiveCase, ownSku } from './live-cases.ts';

/** Writer of events: changes of products in the subgraph's database. */
export type StockChanges = {
  /** Changes products in one transaction. */
  readonly change: (skus: readonly string[]) => Promise<void>;
  /** Changes products at the pace of a case. Returns the number of changes. */
  readonly run: (liveCase: LiveCase, subscribers: number, seconds: number) => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Number of connections that write. */
const writers = 4;

/** Creates the products that subscribers follow, and connects the writers of their changes. */
export async function startStockChanges(ordersUrl: string, subscribers: number): Promise<StockChanges> {
  const pool = new pg.Pool({ connectionString: ordersUrl, max: writers });
  await pool.query(
    `insert into products (sku, name, price_amount, price_currency, stock)
    select sku, 'Product', 100, 'EUR', 1000 from unnest($1::text[]) as sku`,
    [[commonSku, ...Array.from({ length: subscribers }, (_, n) => ownSku(n))]],
  );
  await pool.query('analyze products');
  const change = async (skus: readonly string[]): Promise<void> => {
    // The notification is sent at commit, as the service sends it.
    await pool.query(
      `with changed as (update products set stock = stock + 1 where sku = any($1) returning sku)
      select pg_notify('outbox', '') from changed limit 1`,
      [skus],
    );
  };
  return { change, run: (...args) => run(change, ...args), stop: () => pool.end() };
}

async function run(
  change: StockChanges['change'],
  { isForAll, eventsPerSecond }: LiveCase,
  subscribers: number,
  seconds: number,
): Promise<number> {
  const total = seconds * eventsPerSecond;
  const start = performance.now();
  let next = 0;
  const write = async (): Promise<void> => {
    for (let n = next++; n < total; n = next++) {
      const wait = start + (n * 1000) / eventsPerSecond - performance.now();
      if (wait > 0) await setTimeout(wait);
      await change([isForAll ? commonSku : ownSku(n % subscribers)]);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return total;
}
