import { runTransaction } from '@supergraph/service-kit/database/run-transaction.ts';
import { type Kysely, sql, type Transaction } from 'kysely';
import { lockCustomer } from './customer-store.ts';
import type { Order } from './order.ts';
import { haveSameLines, type OrderRequest, type RequestedLine } from './order-request.ts';
import { allowedAfter, type OrderStatus } from './order-status.ts';
import type { Product } from './product.ts';
import { lockLines, lockProducts, moveStock, type Products } from './stock-store.ts';
import { type OrdersTables, toOrder } from './tables.ts';

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
     * Places an order at today's prices and takes its stock. Locks the customer, so that a deactivation sees this order
     * or this order the deactivation. Then locks the rows of its products, always in the same order. So nothing is
     * oversold, no deadlock occurs, and a concurrent repeat waits here and then finds the first order.
     */
    placeOrder: (request: OrderRequest): Promise<Placement> =>
      runTransaction(db, async (trx): Promise<Placement> => {
        const customer = await lockCustomer(trx, request.customerId);
        const products = await lockProducts(trx, request.lines);
        const earlier = await findEarlier(trx, request);
        if (earlier !== undefined) return earlier;
        if (customer === 'DEACTIVATED') return { kind: 'customer-deactivated' };
        const refusal = checkProducts(request.lines, products);
        if (refusal !== undefined) return refusal;
        const order = await insertOrder(trx, request, products);
        // A repeat with other products was not blocked by the locks, but by the unique key.
        if (order === undefined) return (await findEarlier(trx, request)) ?? neverEarlier();
        await moveStock(trx, request.lines, 'take');
        return { kind: 'placed', order };
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
        if (status === 'CANCELLED') await moveStock(trx, await lockLines(trx, [id]), 'give back');
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

/**
 * Inserts the new order with its lines. Returns undefined if another transaction has used its key in the
 * meantime.
 */
async function insertOrder(
  trx: Transaction<OrdersTables>,
  { customerId, idempotencyKey, lines }: OrderRequest,
  products: Products,
): Promise<Order | undefined> {
  const priced = lines.map(({ sku, quantity }) => ({
    sku,
    quantity,
    price: products.get(sku)?.price ?? neverPriced(sku),
  }));
  const row = await trx
    .insertInto('orders')
    .values({
      customer_id: customerId,
      idempotency_key: idempotencyKey,
      total_amount: priced.reduce((total, { quantity, price }) => total + quantity * price.amount, 0),
      currency: priced[0]?.price.currency ?? '',
    })
    .onConflict((conflict) => conflict.constraint('orders_are_placed_once').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  await sql`
    insert into order_lines (order_id, position, sku, quantity, unit_amount)
    select ${row.id}::uuid, line.position, line.sku, line.quantity, line.unit_amount
    from unnest(
      ${priced.map(({ sku }) => sku)}::text[],
      ${priced.map(({ quantity }) => quantity)}::int[],
      ${priced.map(({ price }) => price.amount)}::bigint[]
    ) with ordinality as line(sku, quantity, unit_amount, position)`.execute(trx);
  return toOrder(row);
}

function neverEarlier(): never {
  throw new Error('an idempotency key is taken, but by no order');
}

function neverPriced(sku: string): never {
  throw new Error(`"${sku}" was checked but has no price`);
}
