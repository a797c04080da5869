import type { OrderStatus } from '../../../src/index.ts';

/** The statuses in the order in which an order comes to them. */
export const statuses: readonly OrderStatus[] = ['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'];

/** What people call a status. */
export const statusNames: Readonly<Record<OrderStatus, string>> = {
  PLACED: 'Placed',
  PAID: 'Paid',
  SHIPPED: 'Shipped',
  DELIVERED: 'Delivered',
  CANCELLED: 'Cancelled',
};

/** The status that a text of the address bar means, if any. */
export function readStatus(text: string | null): OrderStatus | undefined {
  return statuses.find((status) => status === text?.toUpperCase());
}
