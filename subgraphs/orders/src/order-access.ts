import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import { requireOwnerOrScope, requireScope, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { isUuid } from '@supergraph/service-kit/uuid.ts';
import type { Order } from './order.ts';
import { actionsAfter, type OrderAction } from './order-status.ts';

/** Scope for reading all orders, and scope for changing them. */
export const readScope = 'orders:read';
const manageScope = 'orders:manage';

/** Returns whether the viewer may see the order. To all others it does not exist. */
export function isVisible(viewer: Viewer, order: Order): boolean {
  return (
    viewer.subject === order.customerId || viewer.scopes.has(readScope) || viewer.scopes.has(manageScope)
  );
}

/** Returns the order of an id. Throws NOT_FOUND if there is none that the viewer may see. */
export function requireVisible(viewer: Viewer, id: string, order: Order | undefined): Order {
  if (order !== undefined && isVisible(viewer, order)) return order;
  throw new ExpectedError('NOT_FOUND', `No order has the id "${id}".`);
}

/** Actions of an order's customer. All actions are allowed with the scope that changes orders. */
const customerActions: ReadonlySet<OrderAction> = new Set(['PAY', 'CANCEL']);

/** Returns the actions that the viewer may take now. */
export function actionsOf(viewer: Viewer, order: Order): OrderAction[] {
  return actionsAfter(order.status).filter((action) => mayAct(viewer, order, action));
}

/** Throws FORBIDDEN, naming the scope, unless the viewer may take the action. Throws UNAUTHENTICATED without a token. */
export function requireAction(viewer: Viewer, order: Order, action: OrderAction): void {
  if (!mayAct(viewer, order, action)) requireScope(viewer, manageScope);
}

function mayAct(viewer: Viewer, order: Order, action: OrderAction): boolean {
  const isCustomer = viewer.subject === order.customerId;
  return viewer.scopes.has(manageScope) || (isCustomer && customerActions.has(action));
}

/** Returns whether the viewer may see who changed an order. */
export function maySeeAuthor(viewer: Viewer, by: string): boolean {
  return viewer.subject === by || viewer.scopes.has(readScope) || viewer.scopes.has(manageScope);
}

/** Returns the viewer as a customer. Throws FORBIDDEN unless the token is a user's, and UNAUTHENTICATED without a token. */
export function readCustomer({ subject }: Viewer): string {
  if (subject === undefined) throw new ExpectedError('UNAUTHENTICATED', 'This needs the token of a user.');
  if (isUuid(subject)) return subject;
  throw new ExpectedError('FORBIDDEN', 'The token does not belong to a user of this graph.');
}

/**
 * Returns the customer whose orders a list shows: the given one, or the viewer. Returns undefined, for all orders, if the
 * viewer may read all. Throws FORBIDDEN for another customer without the scope.
 */
export function readListOwner(viewer: Viewer, customerId: string | undefined): string | undefined {
  if (customerId !== undefined) requireOwnerOrScope(viewer, customerId, readScope);
  return customerId ?? (viewer.scopes.has(readScope) ? undefined : readCustomer(viewer));
}
