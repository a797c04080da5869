export type OrderStatus = 'PLACED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';

export type OrderAction = 'PAY' | 'SHIP' | 'DELIVER' | 'CANCEL';

/** The state machine of orders: the statuses that an action can follow, and the status that it leads to. */
export const transitions: Readonly<Record<OrderAction, Transition>> = {
  PAY: { from: ['PLACED'], to: 'PAID' },
  SHIP: { from: ['PAID'], to: 'SHIPPED' },
  DELIVER: { from: ['SHIPPED'], to: 'DELIVERED' },
  CANCEL: { from: ['PLACED', 'PAID'], to: 'CANCELLED' },
};

interface Transition {
  readonly from: readonly OrderStatus[];
  readonly to: OrderStatus;
}

const actions: readonly OrderAction[] = ['PAY', 'SHIP', 'DELIVER', 'CANCEL'];

/** Returns the actions that can follow a status. */
export function actionsAfter(status: OrderStatus): readonly OrderAction[] {
  return actions.filter((action) => transitions[action].from.includes(status));
}

/** Returns the statuses that can follow a status. */
export function allowedAfter(status: OrderStatus): readonly OrderStatus[] {
  return actionsAfter(status).map((action) => transitions[action].to);
}

export const paidStatuses: readonly OrderStatus[] = ['PAID', 'SHIPPED', 'DELIVERED'];
