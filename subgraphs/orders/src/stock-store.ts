import { sql, type Transaction } from 'kysely';
import type { RequestedLine } from './order-request.ts';
import type { OrdersTables } from './tables.ts';

/**
 * Loads the lines of orders, one for each product, and locks the products until the transaction ends, always in the same
 * order.
 */
export async function lockLines(
  trx: Transaction<OrdersTables>,
  orderIds: readonly string[],
): Promise<readonly RequestedLine[]> {
  const query = sql<RequestedLine>`
    select sku, sum(quantity) as quantity from order_lines where order_id = any(${orderIds}) group by sku`;
  const { rows } = await query.execute(trx);
  const skus = rows.map(({ sku }) => sku);
  await sql`select from products where sku = any(${skus}) order by sku for update`.execute(trx);
  return rows;
}

/** Returns the stock of lines, whose products must be locked. */
export async function returnStock(
  trx: Transaction<OrdersTables>,
  lines: readonly RequestedLine[],
): Promise<void> {
  await sql`
    update products set stock = stock + line.quantity
    from unnest(${lines.map(({ sku }) => sku)}::text[], ${lines.map(({ quantity }) => quantity)}::int[])
      as line(sku, quantity)
    where products.sku = line.sku`.execute(trx);
}
