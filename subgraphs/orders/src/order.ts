import type { Money } from './money.ts';
import type { OrderStatus } from './order-status.ts';

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly total: Money;
  readonly placedAt: Date;
}

/** One line of an order, at the price when it was placed. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

export interface OrderChange {
  readonly status: OrderStatus;
  readonly at: Date;
  /** Subject of the person who made the change, who need not be a user, or undefined if unknown. */
  readonly by: string | undefined;
  /** Reason for a change that no person made, or undefined. */
  readonly reason: 'CUSTOMER_DEACTIVATED' | undefined;
}

export interface OrderStats {
  readonly count: number;
  /** Paid amounts, one for each currency. */
  readonly spent: readonly Money[];
}

/** Returns the price of a line: quantity times unit price. */
export function lineTotal({ quantity, unitPrice }: OrderLine): Money {
  return { amount: quantity * unitPrice.amount, currency: unitPrice.currency };
}
