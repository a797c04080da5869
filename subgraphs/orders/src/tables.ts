import type { Generated, Selectable } from 'kysely';
import type { Order, OrderChange, OrderLine } from './order.ts';
import type { OrderStatus } from './order-status.ts';
import type { Product } from './product.ts';

/** Tables of this service's database. Only stores import this. */
export interface OrdersTables {
  readonly products: {
    readonly sku: string;
    readonly name: string;
    readonly price_amount: number;
    readonly price_currency: string;
    readonly stock: number;
  };
  readonly orders: {
    readonly id: Generated<string>;
    readonly customer_id: string;
    readonly status: Generated<OrderStatus>;
    readonly total_amount: number;
    readonly currency: string;
    readonly placed_at: Generated<Date>;
    readonly idempotency_key: string;
  };
  readonly order_lines: {
    readonly order_id: string;
    readonly position: number;
    readonly sku: string;
    readonly quantity: number;
    readonly unit_amount: number;
  };
  /** Written by a trigger on the status of orders. */
  readonly order_changes: {
    readonly id: Generated<number>;
    readonly order_id: string;
    readonly status: OrderStatus;
    readonly changed_at: Date;
    readonly changed_by: string | null;
    readonly reason: 'CUSTOMER_DEACTIVATED' | null;
  };
}

export type ProductRow = Selectable<OrdersTables['products']>;

export type OrderRow = Selectable<OrdersTables['orders']>;

/** Returns the product of a row. */
export function toProduct(row: ProductRow): Product {
  const { sku, name, stock } = row;
  return { sku, name, stock, price: { amount: row.price_amount, currency: row.price_currency } };
}

/** Returns the order of a row. */
export function toOrder(row: OrderRow): Order {
  const { id, status, currency } = row;
  const total = { amount: row.total_amount, currency };
  return { id, status, total, customerId: row.customer_id, placedAt: row.placed_at };
}

/** Returns the line of a row. Its order knows the currency. */
export function toLine(
  row: Pick<Selectable<OrdersTables['order_lines']>, 'sku' | 'quantity' | 'unit_amount'> & {
    readonly currency: string;
  },
): OrderLine {
  const { sku, quantity, currency } = row;
  return { sku, quantity, unitPrice: { amount: row.unit_amount, currency } };
}

/** Returns the status change of a row. */
export function toChange(row: Selectable<OrdersTables['order_changes']>): OrderChange {
  return {
    status: row.status,
    at: row.changed_at,
    by: row.changed_by ?? undefined,
    reason: row.reason ?? undefined,
  };
}
