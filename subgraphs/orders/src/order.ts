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

/** An order that came to a status. */
export interface OrderChange {
  readonly status: OrderStatus;
  readonly at: Date;
  /** The subject of whoever did it, which need not be a user; undefined where nobody said. */
  readonly by: string | undefined;
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
