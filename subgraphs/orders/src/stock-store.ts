import { sql, type Transaction } from 'kysely';
import type { RequestedLine } from './order-request.ts';
import { isSku, type Product } from './product.ts';
import { type OrdersTables, toProduct } from './tables.ts';

export type Products = ReadonlyMap<string, Product>;

/** Locks the products of lines until the transaction ends, always in the same order. Unknown SKUs are absent. */
export async function lockProducts(
  trx: Transaction<OrdersTables>,
  lines: readonly RequestedLine[],
): Promise<Products> {
  const skus = lines.map(({ sku }) => sku).filter(isSku);
  const query = trx.selectFrom('products').selectAll().where('sku', '=', sql<string>`any(${skus})`);
  const rows = await query.orderBy('sku').forUpdate().execute();
  return new Map(rows.map((row) => [row.sku, toProduct(row)]));
}

/** Loads the lines of orders, one for each product, and locks the products. */
export async function lockLines(
  trx: Transaction<OrdersTables>,
  orderIds: readonly string[],
): Promise<readonly RequestedLine[]> {
  const query = sql<RequestedLine>`
    select sku, sum(quantity) as quantity from order_lines where order_id = any(${orderIds}) group by sku`;
  const { rows } = await query.execute(trx);
  await lockProducts(trx, rows);
  return rows;
}

/** Changes the stock of the products of lines, which must be locked. */
export async function moveStock(
  trx: Transaction<OrdersTables>,
  lines: readonly RequestedLine[],
  direction: 'take' | 'give back',
): Promise<void> {
  const sign = direction === 'take' ? -1 : 1;
  await sql`
    update products set stock = stock + line.quantity
    from unnest(${lines.map(({ sku }) => sku)}::text[], ${lines.map(({ quantity }) => sign * quantity)}::int[])
      as line(sku, quantity)
    where products.sku = line.sku`.execute(trx);
}
