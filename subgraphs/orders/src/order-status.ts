/** How far an order has come. */
export type OrderStatus = 'PLACED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';

const followers: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PLACED: ['PAID', 'CANCELLED'],
  PAID: ['SHIPPED', 'CANCELLED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
  CANCELLED: [],
};

/** The statuses that may follow a status. */
export function allowedAfter(status: OrderStatus): readonly OrderStatus[] {
  return followers[status];
}

/** The statuses of orders that have been paid for. */
export const paidStatuses: readonly OrderStatus[] = ['PAID', 'SHIPPED', 'DELIVERED'];
