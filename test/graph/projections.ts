import { expect, vi } from 'vitest';
import { runSql } from './run-sql.ts';
import type { TestGraph } from './test-graph.ts';

/** URLs of the databases of the services. */
export interface GraphDatabases {
  readonly users: string;
  readonly orders: string;
}

/** A projection: SQL for `id` and `value` where it is kept, and in the database that it is made from. */
interface Comparison {
  readonly of: string;
  readonly kept: readonly [service: keyof GraphDatabases, sql: string];
  readonly owned: readonly [service: keyof GraphDatabases, sql: string];
  /** Value of an id that only one of them has. */
  readonly fallback: string | undefined;
}

const comparisons: readonly Comparison[] = [
  {
    of: 'the reported order',
    kept: [
      'users',
      "select id, concat_ws(' ', user_id, status, amount, currency) as value from reported_orders",
    ],
    owned: [
      'orders',
      "select id, concat_ws(' ', customer_id, status, total_amount, currency) as value from orders",
    ],
    fallback: undefined,
  },
  {
    of: 'the spending of the user',
    kept: ['users', 'select user_id as id, most::text as value from spending'],
    owned: [
      'orders',
      `select customer_id as id, max(spent)::text as value from (
        select customer_id, sum(total_amount) as spent from orders
        where status in ('PAID', 'SHIPPED', 'DELIVERED') and currency in ('EUR', 'GBP', 'USD')
        group by customer_id, currency
      ) as by_currency group by customer_id`,
    ],
    fallback: '0',
  },
  {
    of: 'the status of the customer',
    kept: ['orders', 'select id, status as value from customers'],
    owned: ['users', 'select id, status as value from users'],
    fallback: 'ACTIVE',
  },
];

/**
 * Returns a sentence for each difference between a projection and the database that it is made from. The services must be
 * idle, and their consumers must have caught up.
 */
export async function compareProjections(databases: GraphDatabases): Promise<readonly string[]> {
  const found = comparisons.map(async ({ of, kept, owned, fallback }) => {
    const [copies, entities] = await Promise.all(
      [kept, owned].map(async ([service, sql]) => {
        const rows = await runSql(databases[service], sql);
        return new Map(rows.map(({ id, value }) => [String(id), String(value)]));
      }),
    );
    return [...new Set([...(copies?.keys() ?? []), ...(entities?.keys() ?? [])])].flatMap((id) => {
      const [copy, entity] = [copies?.get(id) ?? fallback, entities?.get(id) ?? fallback];
      return copy === entity ? [] : [`${of} ${id} is ${copy}, and must be ${entity}`];
    });
  });
  return (await Promise.all(found)).flat();
}

/** Waits until the projections of a graph are equal to what they are made from. */
export async function awaitProjections({ users, orders }: TestGraph): Promise<void> {
  const databases = { users: users.databaseUrl, orders: orders.databaseUrl };
  const areEqual = async () => expect(await compareProjections(databases)).toEqual([]);
  await vi.waitFor(areEqual, { timeout: 20_000, interval: 100 });
}
