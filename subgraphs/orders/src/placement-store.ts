import { runTransaction } from '@supergraph/service-kit/database/run-transaction.ts';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { CustomerStatus } from './customer.ts';
import type { Order } from './order.ts';
import { haveSameLines, type OrderRequest, type RequestedLine } from './order-request.ts';
import { allowedAfter, type OrderStatus } from './order-status.ts';
import { isSku, type Product } from './product.ts';
import { lockLines, returnStock } from './stock-store.ts';
import { type OrderRow, type OrdersTables, type ProductRow, toOrder, toProduct } from './tables.ts';

/** Outcome of placing an order. Only `placed` has written anything. */
export type Placement =
  | { readonly kind: 'placed'; readonly order: Order }
  | { readonly kind: 'repeated'; readonly order: Order }
  | { readonly kind: 'key-reused'; readonly order: Order }
  | { readonly kind: 'customer-deactivated' }
  | { readonly kind: 'unknown-products'; readonly skus: readonly string[] }
  | { readonly kind: 'out-of-stock'; readonly products: readonly Product[] }
  | { readonly kind: 'mixed-currencies'; readonly currencies: readonly string[] };

export type StatusChange =
  | { readonly kind: 'changed'; readonly order: Order }
  | { readonly kind: 'illegal'; readonly order: Order }
  | { readonly kind: 'not-found' };

export type PlacementStore = ReturnType<typeof createPlacementStore>;

/** Creates the store of changes that move stock. Each method is one transaction. */
export function createPlacementStore(db: Kysely<OrdersTables>) {
  return {
    /**
     * Places an order at today's prices and takes its stock. Nothing is oversold, no deadlock occurs, and a concurrent repeat
     * waits for the first order and then returns it.
     */
    placeOrder: (request: OrderRequest): Promise<Placement> =>
      runTransaction(db, async (trx): Promise<Placement> => {
        const { order, customer, products } = await placeIfPossible(trx, request);
        if (order !== undefined) return { kind: 'placed', order };
        // A statement of its own, so that it sees an order that was committed during the wait for the locks.
        const earlier = await findEarlier(trx, request);
        if (earlier !== undefined) return earlier;
        if (customer === 'DEACTIVATED') return { kind: 'customer-deactivated' };
        return checkProducts(request.lines, products) ?? neverRefused();
      }),

    /**
     * Moves an order to a status if its current status allows that. A cancelled order returns its stock. The
     * order's history records the subject `by`.
     */
    changeStatus: (id: string, status: OrderStatus, by: string | undefined): Promise<StatusChange> =>
      runTransaction(db, async (trx): Promise<StatusChange> => {
        const row = await trx
          .selectFrom('orders')
          .selectAll()
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return { kind: 'not-found' };
        if (!allowedAfter(row.status).includes(status)) return { kind: 'illegal', order: toOrder(row) };
        if (status === 'CANCELLED') await returnStock(trx, await lockLines(trx, [id]));
        // For the trigger that writes the history, and until the end of this transaction only.
        await sql`select set_config('orders.viewer', ${by ?? ''}, true)`.execute(trx);
        await trx.updateTable('orders').set({ status }).where('id', '=', id).execute();
        return { kind: 'changed', order: { ...toOrder(row), status } };
      }),
  };
}

async function findEarlier(
  trx: Transaction<OrdersTables>,
  request: OrderRequest,
): Promise<Placement | undefined> {
  const { customerId, idempotencyKey } = request;
  const query = trx.selectFrom('orders').selectAll().where('customer_id', '=', customerId);
  const row = await query.where('idempotency_key', '=', idempotencyKey).executeTakeFirst();
  if (row === undefined) return undefined;
  const lines = trx.selectFrom('order_lines').select(['sku', 'quantity']).where('order_id', '=', row.id);
  const kind = haveSameLines(await lines.execute(), request.lines) ? 'repeated' : 'key-reused';
  return { kind, order: toOrder(row) };
}

type Products = ReadonlyMap<string, Product>;

/** Returns the refusal of an order because of its products, or undefined if there is none. */
function checkProducts(lines: readonly RequestedLine[], products: Products): Placement | undefined {
  const skus = lines.map(({ sku }) => sku).filter((sku) => !products.has(sku));
  if (skus.length > 0) return { kind: 'unknown-products', skus };
  const currencies = [...new Set([...products.values()].map(({ price }) => price.currency))];
  if (currencies.length > 1) return { kind: 'mixed-currencies', currencies };
  const scarce = lines.flatMap(({ sku, quantity }) => {
    const product = products.get(sku);
    return product !== undefined && product.stock < quantity ? [product] : [];
  });
  return scarce.length > 0 ? { kind: 'out-of-stock', products: scarce } : undefined;
}

/** Attempt to place an order. If it is not placed, `products` has those of its lines that the catalogue has. */
interface Attempt {
  readonly order: Order | undefined;
  readonly customer: CustomerStatus;
  readonly products: Products;
}

type AttemptRow = (OrderRow | { readonly id: null }) & {
  /** Null if another transaction deleted the customer's row while this one locked it. */
  readonly customer: CustomerStatus | null;
  readonly products: readonly ProductRow[] | null;
};

/**
 * Places an order, unless its customer, its products or an earlier order with its key prevent that. One statement, so that
 * the products are not locked for the time of further round trips. Locks the customer, so that a deactivation sees this
 * order or this order the deactivation. Then locks the products, always in the same order.
 */
async function placeIfPossible(
  trx: Transaction<OrdersTables>,
  { customerId, idempotencyKey, lines }: OrderRequest,
): Promise<Attempt> {
  const possible = lines.filter(({ sku }) => isSku(sku));
  const skus = possible.map(({ sku }) => sku);
  const { rows } = await sql<AttemptRow>`
    with customer as materialized (
      select lock_customer(${customerId}::uuid) as status
    ), line as (
      select * from unnest(${skus}::text[], ${possible.map(({ quantity }) => quantity)}::int[])
        with ordinality as line(sku, quantity, position)
    ), product as materialized (
      -- The condition on the customer makes PostgreSQL lock the customer first. It is false only if there is nothing to lock.
      select * from products where sku = any(${skus}) and (select status from customer) is not null
      order by sku for update
    ), placed as (
      insert into orders (customer_id, idempotency_key, total_amount, currency)
      select ${customerId}::uuid, ${idempotencyKey}, sum(quantity * price_amount), min(price_currency)
      from line join product using (sku)
      having (select status from customer) <> 'DEACTIVATED'
        and count(*) = ${lines.length}::int and count(distinct price_currency) = 1 and bool_and(quantity <= stock)
      on conflict on constraint orders_are_placed_once do nothing
      returning *
    ), placed_line as (
      insert into order_lines (order_id, position, sku, quantity, unit_amount)
      select id, position, sku, quantity, price_amount from placed cross join line join product using (sku)
    ), taken as (
      update products set stock = stock - quantity from placed cross join line where products.sku = line.sku
    )
    select placed.*, customer.status as customer,
      case when id is null then (select jsonb_agg(product) from product) end as products
    from customer left join placed on true`.execute(trx);
  const [row = noRow()] = rows;
  const customer = row.customer ?? noRow();
  const products = new Map(row.products?.map((product) => [product.sku, toProduct(product)]));
  return { order: row.id === null ? undefined : toOrder(row), customer, products };
}

function noRow(): never {
  throw new Error('lock_customer gave no row');
}

function neverRefused(): never {
  throw new Error('an order was refused without a reason');
}
