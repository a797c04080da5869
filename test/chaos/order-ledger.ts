import type { Random } from '../../engine/test/differential/random.ts';
import { customer } from '../graph/people.ts';
import { runSql } from '../graph/run-sql.ts';
import { type ChaosRequest, judgeErrors } from './requests.ts';

/** Verdict on the acknowledged orders, the stock and the money. */
export interface Accounts {
  readonly acknowledged: number;
  readonly found: number;
  /** Acknowledged orders that are missing, duplicated, or have another total. */
  readonly lost: number;
  readonly stockConserved: boolean;
  readonly moneyConserved: boolean;
}

/** Ledger of the orders that customers sent, and of the answers. */
export interface OrderLedger {
  /** Returns the next order. An order without acknowledgement is repeated with its key, as a client does. */
  readonly next: () => ChaosRequest;
  /** Returns the payment of an acknowledged order, or the next order if there is none. */
  readonly pay: () => ChaosRequest;
  /** Number of orders that were sent but not acknowledged. */
  readonly open: () => number;
  readonly readAccounts: () => Promise<Accounts>;
}

interface Intent {
  readonly key: string;
  readonly customer: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

interface PlacedOrder {
  readonly id: string;
  readonly customer: number;
}

const payOrder = `mutation Pay($id: ID!) {
  payOrder(id: $id) { __typename ... on IllegalStatusChange { order { status } } }
}`;

const placeOrder = `mutation Place($input: PlaceOrderInput!) {
  placeOrder(input: $input) { __typename ... on OrderPlaced { order { id total { amount } } } }
}`;

/**
 * Opens a ledger on the database of orders, wherever it is at the time, and sets the stock so high that
 * nothing sells out.
 */
export async function openOrderLedger(databaseUrl: () => string, random: Random): Promise<OrderLedger> {
  await runSql(databaseUrl(), 'update products set stock = 1000000');
  const products = await runSql(
    databaseUrl(),
    "select sku from products where price_currency = 'EUR' order by sku",
  );
  const acknowledged = new Map<string, { readonly id: string; readonly total: number }>();
  const waiting: Intent[] = [];
  const unpaid: PlacedOrder[] = [];
  let begun = 0;
  const create = (): Intent => {
    begun += 1;
    const line = { sku: String(random.pick(products).sku), quantity: 1 + random.below(3) };
    return { key: `chaos-${begun}`, customer: 2 + random.below(50), lines: [line] };
  };
  const next = (): ChaosRequest => {
    const intent = waiting.shift() ?? create();
    return {
      kind: 'placing an order',
      as: customer(intent.customer),
      query: placeOrder,
      variables: { input: { idempotencyKey: intent.key, lines: intent.lines } },
      judge: (answer) => {
        const order = answer.data?.placeOrder?.order;
        if (typeof order?.id === 'string') {
          acknowledged.set(intent.key, { id: order.id, total: order.total?.amount });
          unpaid.push({ id: order.id, customer: intent.customer });
        } else waiting.push(intent);
        return judgeErrors(answer) ?? (order ? [] : `an order became ${answer.data?.placeOrder?.__typename}`);
      },
    };
  };
  return {
    next,
    pay: () => {
      const order = unpaid.shift();
      return order === undefined ? next() : createPayment(order);
    },
    open: () => begun - acknowledged.size,
    readAccounts: () => readAccounts(databaseUrl(), acknowledged),
  };
}

/** Creates the payment of an order. It may have been made before, if its answer was lost. */
function createPayment({ id, customer: n }: PlacedOrder): ChaosRequest {
  return {
    kind: 'paying an order',
    as: customer(n),
    query: payOrder,
    variables: { id },
    judge: (answer) => {
      const result = answer.data?.payOrder;
      const isPaid = result?.__typename === 'OrderChanged' || result?.order?.status === 'PAID';
      return judgeErrors(answer) ?? (isPaid ? [] : `a payment became ${result?.__typename}`);
    },
  };
}

async function readAccounts(
  databaseUrl: string,
  acknowledged: ReadonlyMap<string, { readonly id: string; readonly total: number }>,
): Promise<Accounts> {
  const rows = await runSql(
    databaseUrl,
    `select id, idempotency_key as key, total_amount as total,
      (select sum(quantity * unit_amount) from order_lines where order_id = id) as lines
    from orders where idempotency_key like 'chaos-%'`,
  );
  const found = new Map(rows.map((row) => [row.key, row]));
  const lost = [...acknowledged].filter(([key, { id, total }]) => {
    const row = found.get(key);
    return row?.id !== id || Number(row.total) !== total;
  });
  const stock = await runSql(
    databaseUrl,
    `select sku from products left join (
      select sku, sum(quantity) as taken from order_lines join orders on orders.id = order_id
      where idempotency_key like 'chaos-%' group by sku
    ) as chaos using (sku)
    where stock + coalesce(taken, 0) <> 1000000`,
  );
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
