import { readId } from '@supergraph/service-kit/uuid.ts';
import type { OrdersContext } from './context.ts';
import type { MutationResolvers, ResolversTypes } from './generated/resolvers.ts';
import type { Order } from './order.ts';
import { isVisible, readCustomer, requireAction } from './order-access.ts';
import { readOrderRequest } from './order-request.ts';
import { allowedAfter, type OrderAction, type OrderStatus, transitions } from './order-status.ts';
import type { Placement } from './placement-store.ts';

/** Mutations of orders. Expected failures are part of the answer, not errors. */
export const mutations: MutationResolvers = {
  placeOrder: async (_, { input }, { viewer, placements, events, clearLoaders }) => {
    const placement = await placements.placeOrder(readOrderRequest(readCustomer(viewer), input));
    if (placement.kind === 'placed') events.announce();
    clearLoaders();
    return placementResult(placement);
  },

  payOrder: (_, { id }, context) => changeOrder(context, id, 'PAY'),
  shipOrder: (_, { id }, context) => changeOrder(context, id, 'SHIP'),
  deliverOrder: (_, { id }, context) => changeOrder(context, id, 'DELIVER'),
  cancelOrder: (_, { id }, context) => changeOrder(context, id, 'CANCEL'),
};

function placementResult(placement: Placement): Awaited<ResolversTypes['PlaceOrderResult']> {
  switch (placement.kind) {
    case 'placed':
    case 'repeated':
      return { __typename: 'OrderPlaced', order: placement.order };
    case 'key-reused': {
      const message = 'This idempotency key was used before, for an order with other lines.';
      return { __typename: 'IdempotencyKeyReused', message, order: placement.order };
    }
    case 'customer-deactivated':
      return { __typename: 'CustomerDeactivated', message: 'The customer is deactivated and cannot order.' };
    case 'unknown-products': {
      const message = `The catalogue does not have: ${placement.skus.join(', ')}.`;
      return { __typename: 'ProductNotFound', message, skus: [...placement.skus] };
    }
    case 'out-of-stock': {
      const left = placement.products.map(({ sku, stock }) => `${sku} (${stock} left)`).join(', ');
      return {
        __typename: 'OutOfStock',
        message: `There is not enough of: ${left}.`,
        products: [...placement.products],
      };
    }
    case 'mixed-currencies': {
      const message = `An order has one currency, but these products are priced in ${placement.currencies.join(' and ')}.`;
      return { __typename: 'MixedCurrencies', message, currencies: [...placement.currencies] };
    }
    default:
      return placement satisfies never;
  }
}

async function changeOrder(
  { viewer, orderById, placements, events, clearLoaders }: OrdersContext,
  text: string,
  action: OrderAction,
): Promise<Awaited<ResolversTypes['ChangeOrderResult']>> {
  const id = readId(text);
  const known = await orderById.load(id);
  if (known === undefined || !isVisible(viewer, known)) return orderNotFound(id);
  requireAction(viewer, known, action);
  const status = transitions[action].to;
  const change = await placements.changeStatus(id, status, viewer.subject);
  clearLoaders();
  switch (change.kind) {
    case 'changed':
      events.announce();
      return { __typename: 'OrderChanged', order: change.order };
    case 'illegal':
      return illegalStatusChange(change.order, status);
    case 'not-found':
      return orderNotFound(id);
    default:
      return change satisfies never;
  }
}

function orderNotFound(id: string) {
  return { __typename: 'OrderNotFound', message: `No order has the id "${id}".`, id } as const;
}

function illegalStatusChange(order: Order, status: OrderStatus) {
  const allowed = [...allowedAfter(order.status)];
  const choice = allowed.length === 0 ? 'nothing may follow' : `only ${allowed.join(' or ')} may follow`;
  const message = `The order is ${order.status} and cannot become ${status}: ${choice}.`;
  return { __typename: 'IllegalStatusChange' as const, message, order, allowed };
}
