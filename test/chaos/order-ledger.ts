import pg from 'pg';
import type { Random } from '../../engine/test/differential/random.ts';
import { customer } from '../graph/people.ts';
import { type ChaosRequest, judgeErrors } from './requests.ts';

/** Verdict on the acknowledged orders, the stock and the money. */
export interface Accounts {
  readonly acknowledged: number;
  readonly found: number;
  /** Orders that were acknowledged and are not there, or are there twice or with another total. */
  readonly lost: number;
  readonly stockConserved: boolean;
  readonly moneyConserved: boolean;
}

/** Ledger of the orders that customers sent, and of their answers. */
export interface OrderLedger {
  /** The next order: one that was not acknowledged yet is placed again under its key, as a client does that wants it. */
  readonly next: () => ChaosRequest;
  /** Number of orders that were sent and not acknowledged. */
  readonly open: () => number;
  readonly readAccounts: () => Promise<Accounts>;
  readonly stop: () => Promise<void>;
}

interface Intent {
  readonly key: string;
  readonly customer: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

const placeOrder = `mutation Place($input: PlaceOrderInput!) {
  placeOrder(input: $input) { __typename ... on OrderPlaced { order { id total { amount } } } }
}`;

/** Opens a ledger over the orders' own database, and fills the stock so that nothing runs out. */
export async function openOrderLedger(databaseUrl: string, random: Random): Promise<OrderLedger> {
  const db = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  db.on('error', () => {});
  await db.query('update products set stock = 1000000');
  const { rows: products } = await db.query<{ sku: string }>(
    "select sku from products where price_currency = 'EUR' order by sku",
  );
  const acknowledged = new Map<string, { readonly id: string; readonly total: number }>();
  const waiting: Intent[] = [];
  let begun = 0;
  const create = (): Intent => {
    begun += 1;
    const line = { sku: random.pick(products).sku, quantity: 1 + random.below(3) };
    return { key: `chaos-${begun}`, customer: 2 + random.below(50), lines: [line] };
  };
  return {
    next: () => {
      const intent = waiting.shift() ?? create();
      return {
        kind: 'placing an order',
        as: customer(intent.customer),
        query: placeOrder,
        variables: { input: { idempotencyKey: intent.key, lines: intent.lines } },
        judge: (answer) => {
          const order = answer.data?.placeOrder?.order;
          if (typeof order?.id === 'string')
            acknowledged.set(intent.key, { id: order.id, total: order.total?.amount });
          else waiting.push(intent);
          return (
            judgeErrors(answer) ?? (order ? [] : `an order became ${answer.data?.placeOrder?.__typename}`)
          );
        },
      };
    },
    open: () => begun - acknowledged.size,
    readAccounts: () => readAccounts(db, acknowledged),
    stop: () => db.end(),
  };
}

async function readAccounts(
  db: pg.Pool,
  acknowledged: ReadonlyMap<string, { readonly id: string; readonly total: number }>,
): Promise<Accounts> {
  const { rows } = await db.query<{ id: string; key: string; total: string; lines: string }>(`
    select id, idempotency_key as key, total_amount as total,
      (select sum(quantity * unit_amount) from order_lines where order_id = id) as lines
    from orders where idempotency_key like 'chaos-%'`);
  const found = new Map(rows.map((row) => [row.key, row]));
  const lost = [...acknowledged].filter(([key, { id, total }]) => {
    const row = found.get(key);
    return row?.id !== id || Number(row.total) !== total;
  });
  const { rows: stock } = await db.query(`
    select sku from products left join (
      select sku, sum(quantity) as taken from order_lines join orders on orders.id = order_id
      where idempotency_key like 'chaos-%' group by sku
    ) as chaos using (sku)
    where stock + coalesce(taken, 0) <> 1000000`);
  const sum = (totals: readonly number[]) => totals.reduce((all, total) => all + total, 0);
  const paid = sum([...acknowledged.values()].map(({ total }) => total));
  return {
    acknowledged: acknowledged.size,
    found: rows.length,
    lost: lost.length + rows.length - found.size,
    stockConserved: stock.length === 0,
    moneyConserved:
      rows.every(({ total, lines }) => total === lines) &&
      sum(rows.map(({ total }) => Number(total))) === paid,
  };
}
