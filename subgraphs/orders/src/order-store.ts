import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import { isTimestamp } from '@supergraph/service-kit/pagination/cursor.ts';
import type { PagedList, PageRequest } from '@supergraph/service-kit/pagination/page.ts';
import { isUuid } from '@supergraph/service-kit/uuid.ts';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Order, OrderChange, OrderLine, OrderStats } from './order.ts';
import type { OrderSearch } from './order-search.ts';
import { type OrderStatus, paidStatuses } from './order-status.ts';
import { namesProduct } from './product-store.ts';
import { type OrderRow, type OrdersTables, toChange, toLine, toOrder } from './tables.ts';

export interface OrderFilter extends OrderSearch {
  readonly status?: OrderStatus | null | undefined;
  readonly customerId?: string | undefined;
}

export type OrderStore = ReturnType<typeof createOrderStore>;

/** Declares a list of orders, newest first. Its name distinguishes its cursors from those of other lists. */
export function orderList(name: string): PagedList<Order> {
  return { name, keysOf: (order) => [order.placedAt.toISOString(), order.id], checks: [isTimestamp, isUuid] };
}

/** Creates the store of orders. Each method is one SQL statement. Ids must be UUIDs. */
export function createOrderStore(db: Kysely<OrdersTables>) {
  return {
    /** Loads the orders of the ids, in their order. undefined stands for an unknown id. */
    loadOrders: async (ids: readonly string[]): Promise<readonly (Order | undefined)[]> => {
      const rows = await db
        .selectFrom('orders')
        .selectAll()
        .where('id', '=', sql<string>`any(${ids})`)
        .execute();
      const orders = new Map(rows.map((row) => [row.id, toOrder(row)]));
      return ids.map((id) => orders.get(id));
    },

    /** Loads the lines of each order, as they were requested. */
    loadLines: async (orderIds: readonly string[]): Promise<readonly (readonly OrderLine[])[]> => {
      const rows = await db
        .selectFrom('order_lines')
        .innerJoin('orders', 'orders.id', 'order_lines.order_id')
        .select(['order_id', 'sku', 'quantity', 'unit_amount', 'currency'])
        .where('order_id', '=', sql<string>`any(${orderIds})`)
        .orderBy('position')
        .execute();
      const lines = Map.groupBy(rows, (row) => row.order_id);
      return orderIds.map((id) => (lines.get(id) ?? []).map(toLine));
    },

    /** Loads the status changes of each order, oldest first. */
    loadChanges: async (orderIds: readonly string[]): Promise<readonly (readonly OrderChange[])[]> => {
      const rows = await db
        .selectFrom('order_changes')
        .selectAll()
        .where('order_id', '=', sql<string>`any(${orderIds})`)
        .orderBy('id')
        .execute();
      const changes = Map.groupBy(rows, (row) => row.order_id);
      return orderIds.map((id) => (changes.get(id) ?? []).map(toChange));
    },

    /** Loads up to `first + 1` orders of a page, newest first. */
    listOrders: async (filter: OrderFilter, page: PageRequest): Promise<readonly Order[]> => {
      const query = sql<OrderRow>`select * from orders where ${matches(filter)} and ${pageOf(page)}`;
      return (await query.execute(db)).rows.map(toOrder);
    },

    countOrders: async (filter: OrderFilter): Promise<number> => {
      const query = sql<{ count: number }>`select count(*) as count from orders where ${matches(filter)}`;
      return (await query.execute(db)).rows[0]?.count ?? 0;
    },

    ...createCustomerQueries(db),
  };
}

/** Queries about the orders of many customers. */
function createCustomerQueries(db: Kysely<OrdersTables>) {
  return {
    /** Loads the same page of each customer's orders: up to `first + 1` orders for each. */
    loadPages: async (customerIds: readonly string[], filter: OrderFilter, page: PageRequest) => {
      const query = sql<OrderRow>`
        select page.* from unnest(${customerIds}::uuid[]) as customer(id)
        cross join lateral (
          select * from orders where customer_id = customer.id and ${matches(filter)} and ${pageOf(page)}
        ) as page`;
      const orders = Map.groupBy((await query.execute(db)).rows.map(toOrder), (order) => order.customerId);
      return customerIds.map((id): readonly Order[] => orders.get(id) ?? []);
    },

    loadCounts: async (customerIds: readonly string[], filter: OrderFilter): Promise<readonly number[]> => {
      const query = sql<{ customer_id: string; count: number }>`
        select customer_id, count(*) as count from orders
        where customer_id = any(${customerIds}) and ${matches(filter)} group by customer_id`;
      const counts = new Map((await query.execute(db)).rows.map((row) => [row.customer_id, row.count]));
      return customerIds.map((id) => counts.get(id) ?? 0);
    },

    /** Loads the statistics of each customer, or an error if the spending exceeds a safe integer. */
    loadStats: async (customerIds: readonly string[]): Promise<readonly (OrderStats | Error)[]> => {
      const query = sql<StatsRow>`
        select customer_id, currency,
          count(*) filter (where status <> 'CANCELLED') as count,
          coalesce(sum(total_amount) filter (where status = any(${paidStatuses})), 0)::text as spent
        from orders where customer_id = any(${customerIds})
        group by customer_id, currency order by currency`;
      const rows = Map.groupBy((await query.execute(db)).rows, (row) => row.customer_id);
      return customerIds.map((id) => toStats(rows.get(id) ?? []));
    },
  };
}

function matches(filter: OrderFilter): RawBuilder<unknown> {
  const { status, customerId, number, product, placedFrom, placedBefore } = filter;
  return sql.join(
    [
      sql`true`,
      ...(status ? [sql`status = ${status}`] : []),
      ...(customerId === undefined ? [] : [sql`customer_id = ${customerId}::uuid`]),
      ...(number === undefined ? [] : [sql`reverse(id::text) like reverse(${number}) || '%'`]),
      ...(product === undefined ? [] : [hasProduct(product)]),
      ...(placedFrom === undefined ? [] : [sql`placed_at >= ${placedFrom}`]),
      ...(placedBefore === undefined ? [] : [sql`placed_at < ${placedBefore}`]),
    ],
    sql` and `,
  );
}

function hasProduct(text: string): RawBuilder<unknown> {
  const products = sql`select sku from products where ${namesProduct(text)}`;
  return sql`id in (select order_id from order_lines where sku in (${products}))`;
}

/** Writes the end of a statement after `where … and`: position, order and size of the page. */
function pageOf({ first, after }: PageRequest): RawBuilder<unknown> {
  const position =
    after === undefined ? sql`true` : sql`(placed_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  return sql`${position} order by placed_at desc, id desc limit ${first + 1}::int`;
}

/** Statistics of a customer in one currency. The sum is a text, so that a sum that is too large fails only its own customer. */
interface StatsRow {
  readonly customer_id: string;
  readonly currency: string;
  readonly count: number;
  readonly spent: string;
}

function toStats(rows: readonly StatsRow[]): OrderStats | Error {
  const amounts = rows.map(({ spent, currency }) => ({ amount: Number(spent), currency }));
  const beyond = amounts.find(({ amount }) => !Number.isSafeInteger(amount));
  if (beyond !== undefined) {
    const message = `What this user has spent in ${beyond.currency} is beyond what a SafeInt holds.`;
    return new ExpectedError('LIMIT_EXCEEDED', message);
  }
  return {
    count: rows.reduce((count, row) => count + row.count, 0),
    spent: amounts.filter(({ amount }) => amount > 0),
  };
}
