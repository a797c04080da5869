import { expect, test } from 'vitest';
import { createDemoDatabase } from '../../test/graph/demo-database.ts';
import { runSql } from '../../test/graph/run-sql.ts';
import { launch } from './launch.ts';

test('orders and users are added to the demo data, with totals that their lines add up to', async () => {
  const [orders, users] = [await createDemoDatabase('orders'), await createDemoDatabase('users')];
  const variables = { ORDERS_DATABASE_URL: orders, USERS_DATABASE_URL: users };
  const before = await countRows(orders, 'orders');
  const seeding = launch('seed.ts', ['--orders', '2500', '--users', '300'], variables);
  expect(await seeding.ended).toBe(0);
  expect(seeding.output()).toContain('2500 orders');
  expect((await countRows(orders, 'orders')) - before).toBe(2500);
  expect(await countRows(users, 'users')).toBe(360);
  const wrong = await runSql(
    orders,
    `select id from orders where total_amount <>
      (select sum(quantity * unit_amount) from order_lines where order_id = orders.id)`,
  );
  expect(wrong).toEqual([]);
  // Twice, since nothing in it is unique by number.
  expect(await launch('seed.ts', ['--orders', '10'], variables).ended).toBe(0);
});

test.each([
  [[], 'Name what to add'],
  [['--orders', '-1'], '--orders'],
  [['--orders', 'many'], '--orders must be a whole number'],
  [['--products', '3'], '--products'],
])('%j is refused with the rule it breaks and the usage', async (args, rule) => {
  const refused = launch('seed.ts', args, {});
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(rule);
  expect(refused.output()).toContain('Usage:');
});

test('a production database is never filled', async () => {
  const refused = launch('seed.ts', ['--orders', '1'], { NODE_ENV: 'production' });
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain('NODE_ENV is production');
});

async function countRows(url: string, table: string): Promise<number> {
  const [row] = await runSql(url, `select count(*)::int as count from ${table}`);
  return Number(row?.count);
}
