import type { OrderStatus } from '../../../src/index.ts';

export const statuses: readonly OrderStatus[] = ['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'];

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
