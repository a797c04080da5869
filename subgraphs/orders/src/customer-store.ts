import { sql, type Transaction } from 'kysely';
import type { CustomerStatus } from './customer.ts';
import { lockLines, returnStock } from './stock-store.ts';
import type { OrdersTables } from './tables.ts';

/** Status of a customer, as an event of the users service reported it. */
export interface ReportedCustomer {
  readonly id: string;
  readonly status: CustomerStatus;
  readonly asOf: Date;
}

/**
 * Stores a reported status, unless a later one is known. Waits for orders of the customer that are being placed. Returns
 * whether it was stored.
 */
export async function saveCustomer(
  trx: Transaction<OrdersTables>,
  { id, status, asOf }: ReportedCustomer,
): Promise<boolean> {
  const { rows } = await sql`
    insert into customers as known (id, status, as_of) values (${id}::uuid, ${status}, ${asOf})
    on conflict (id) do update set status = excluded.status, as_of = excluded.as_of
    where known.as_of is null or known.as_of <= excluded.as_of
    returning id`.execute(trx);
  return rows.length > 0;
}

/** Cancels the orders of a customer that are PLACED, and returns their stock. Locks in the order of all other writers. */
export async function cancelPlacedOrders(
  trx: Transaction<OrdersTables>,
  customerId: string,
  reason: 'CUSTOMER_DEACTIVATED',
): Promise<void> {
  const placed = await trx
    .selectFrom('orders')
    .select('id')
    .where('customer_id', '=', customerId)
    .where('status', '=', 'PLACED')
    .orderBy('id')
    .forUpdate()
    .execute();
  if (placed.length === 0) return;
  const ids = placed.map(({ id }) => id);
  await returnStock(trx, await lockLines(trx, ids));
  // For the trigger that writes the history, and until the end of this transaction only.
  await sql`select set_config('orders.reason', ${reason}, true)`.execute(trx);
  await sql`update orders set status = 'CANCELLED' where id = any(${ids})`.execute(trx);
}

/** Forgets customers that the users service does not have. */
export async function forgetCustomers(trx: Transaction<OrdersTables>, ids: readonly string[]): Promise<void> {
  await sql`delete from customers where id = any(${ids}::uuid[])`.execute(trx);
}
