import pg from 'pg';
import { rowCounts } from './graph-cases.ts';

const users = `
  insert into users (id, email, name, created_at, updated_at)
  select ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person' || n || '@example.com', 'Person ' || n,
    registered, registered
  from generate_series(0, ${rowCounts.users - 1}) as n
  cross join lateral (select timestamptz '2025-01-01 09:00:00+00' + n * interval '3 hours' as registered) as moment`;

const products = `
  insert into products (sku, name, price_amount, price_currency, stock)
  select 'SKU-' || lpad(n::text, 4, '0'), 'Product ' || n, 1000 + n * 17, 'EUR', 1000000000
  from generate_series(0, ${rowCounts.products - 1}) as n`;

/** 7919 is coprime to the number of users: the customers of a page nearly all differ, and every user has orders. */
const orders = `
  insert into orders (id, customer_id, status, total_amount, currency, placed_at, idempotency_key)
  select ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('00000000-0000-4000-8000-' || lpad(to_hex(n * 7919 % ${rowCounts.users}), 12, '0'))::uuid,
    (array['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'DELIVERED', 'DELIVERED', 'CANCELLED', 'PAID'])[1 + n % 8],
    0, 'EUR', timestamptz '2025-06-01 08:00:00+00' + n * interval '19 minutes', 'seed-' || n
  from generate_series(0, ${rowCounts.orders - 1}) as n`;

const lines = `
  insert into order_lines (order_id, position, sku, quantity, unit_amount)
  select orders.id, line, products.sku, 1 + (n + line) % 3, products.price_amount
  from orders
  cross join lateral (select substring(idempotency_key from 6)::int as n) as number
  cross join lateral generate_series(1, 1 + n % 3) as line
  join products on products.sku = 'SKU-' || lpad(((n * 7 + line * 31) % ${rowCounts.products})::text, 4, '0')
  where orders.idempotency_key like 'seed-%'`;

const totals = `
  update orders set total_amount = lines.total
  from (select order_id, sum(quantity * unit_amount) as total from order_lines group by order_id) as lines
  where lines.order_id = orders.id`;

/** Fills the two databases, whose tables exist and are empty. */
export async function seedDatabases(usersUrl: string, ordersUrl: string): Promise<void> {
  await run(usersUrl, [users, 'analyze']);
  await run(ordersUrl, [products, orders, lines, totals, 'vacuum analyze orders, order_lines, products']);
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
