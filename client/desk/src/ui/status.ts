import type { OrderStatus } from '../../../src/index.ts';

/** The statuses in the order of an order's progress. */
export const statuses: readonly OrderStatus[] = ['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'];

/** Display names of the statuses. */
export const statusNames: Readonly<Record<OrderStatus, string>> = {
  PLACED: 'Placed',
  PAID: 'Paid',
  SHIPPED: 'Shipped',
  DELIVERED: 'Delivered',
  CANCELLED: 'Cancelled',
};

/** Reads a status from the address bar. Returns undefined if the text is no status. */
export function readStatus(text: string | null): OrderStatus | undefined {
  return statuses.find((status) => status === text?.toUpperCase());
}
