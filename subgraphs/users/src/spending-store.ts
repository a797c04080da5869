import { sql, type Transaction } from 'kysely';
import { paidStatuses, type ReportedOrder } from './reported-order.ts';
import { tierCurrencies } from './tier.ts';
import type { UsersTables } from './user-store.ts';

/**
 * Stores a reported order, unless a later state of it is known, and sums up its user's spending anew. A sum is never added
 * to, so that no error lasts. Locks the user's spending first: their orders may be reported at the same time.
 */
export async function saveReportedOrder(trx: Transaction<UsersTables>, order: ReportedOrder): Promise<void> {
  const { id, userId, status, total, asOf } = order;
  await sql`
    insert into spending as known (user_id) values (${userId}::uuid)
    on conflict (user_id) do update set most = known.most`.execute(trx);
  await sql`
    insert into reported_orders as known (id, user_id, status, amount, currency, as_of)
    values (${id}::uuid, ${userId}::uuid, ${status}, ${total.amount}::bigint, ${total.currency}, ${asOf})
    on conflict (id) do update set
      user_id = excluded.user_id, status = excluded.status, amount = excluded.amount, currency = excluded.currency,
      as_of = excluded.as_of
    where known.as_of <= excluded.as_of`.execute(trx);
  await sumUp(trx, [userId]);
}

/** Forgets orders that the orders service does not have. */
export async function forgetReportedOrders(
  trx: Transaction<UsersTables>,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ user_id: string }>`
    select user_id from spending
    where user_id in (select user_id from reported_orders where id = any(${ids}::uuid[]))
    order by user_id for update`.execute(trx);
  await sql`delete from reported_orders where id = any(${ids}::uuid[])`.execute(trx);
  await sumUp(
    trx,
    rows.map((row) => row.user_id),
  );
}

async function sumUp(trx: Transaction<UsersTables>, userIds: readonly string[]): Promise<void> {
  await sql`
    update spending set most = coalesce((
      select max(spent) from (
        select sum(amount) as spent from reported_orders
        where user_id = spending.user_id and status = any(${paidStatuses}) and currency = any(${tierCurrencies})
        group by currency
      ) as by_currency
    ), 0)
    where user_id = any(${userIds}::uuid[])`.execute(trx);
}
