export type OrderStatus = 'PLACED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';

const followers: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PLACED: ['PAID', 'CANCELLED'],
  PAID: ['SHIPPED', 'CANCELLED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
  CANCELLED: [],
};

/** Statuses that can follow a status. */
export function allowedAfter(status: OrderStatus): readonly OrderStatus[] {
  return followers[status];
}

export const paidStatuses: readonly OrderStatus[] = ['PAID', 'SHIPPED', 'DELIVERED'];
