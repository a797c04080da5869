import type { Spending } from './tier.ts';

/** State of an order, as an event of the orders service reported it. */
export interface ReportedOrder {
  readonly id: string;
  readonly userId: string;
  readonly status: string;
  readonly total: Spending;
  readonly asOf: Date;
}

/** Statuses of the orders that are spending, as `OrderStats.spent` of the orders service counts it. */
export const paidStatuses: readonly string[] = ['PAID', 'SHIPPED', 'DELIVERED'];
