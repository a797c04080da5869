import type { Money } from './money.ts';
import type { OrderStatus } from './order-status.ts';

/** What somebody ordered. */
export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly total: Money;
  readonly placedAt: Date;
}

/** One product of an order, at the price of the moment at which it was placed. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

/** What a customer has ordered, in figures. */
export interface OrderStats {
  /** Orders that were not cancelled. */
  readonly count: number;
  /** What was paid for: one entry a currency. */
  readonly spent: readonly Money[];
}

/** A user, as far as this service knows users. */
export interface Customer {
  readonly id: string;
}

/** What the pieces of a line cost together. */
export function lineTotal({ quantity, unitPrice }: OrderLine): Money {
  return { amount: quantity * unitPrice.amount, currency: unitPrice.currency };
}
