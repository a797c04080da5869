import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import type { StreamedEvent } from '@supergraph/service-kit/events/event-stream.ts';
import type { OutboxEvent } from '@supergraph/service-kit/events/outbox-event.ts';
import { readId } from '@supergraph/service-kit/uuid.ts';
import type {
  OrderEventKind,
  OrderEventResolvers,
  StockEventResolvers,
  SubscriptionResolvers,
} from './generated/resolvers.ts';
import { readListOwner, requireVisible } from './order-access.ts';
import { isSku } from './product.ts';

/** Maximum number of products of one subscription. */
const maxSkus = 100;

/** Subscriptions. Access is decided when one begins, and again for each event. */
export const subscriptions: SubscriptionResolvers = {
  orderChanged: {
    subscribe: async (_, args, { viewer, orderById, events }) => {
      const id = readId(args.id);
      requireVisible(viewer, id, await orderById.load(id));
      return events.follow({
        field: 'orderChanged',
        filter: { entity: 'order', ids: [id] },
        after: args.after,
        accepts: isChange,
      });
    },
    resolve: (event: StreamedEvent) => event,
  },

  ordersChanged: {
    subscribe: (_, { filter, after }, { viewer, events }) => {
      const asked = filter?.customerId == null ? undefined : readId(filter.customerId, 'customerId');
      const owner = readListOwner(viewer, asked);
      const accepts = (event: OutboxEvent): boolean =>
        isChange(event) &&
        (owner === undefined || event.data.customerId === owner) &&
        (filter?.status == null || event.data.status === filter.status);
      return events.follow({ field: 'ordersChanged', filter: { entity: 'order' }, after, accepts });
    },
    resolve: (event: StreamedEvent) => event,
  },

  stockChanged: {
    subscribe: (_, { skus, after }, { events }) => {
      const ids = [...new Set(skus)];
      if (ids.length > maxSkus) {
        throw new ExpectedError(
          'LIMIT_EXCEEDED',
          `"skus" must be at most ${maxSkus}, but are ${ids.length}.`,
        );
      }
      if (ids.length === 0) throw new ExpectedError('BAD_USER_INPUT', '"skus" must not be empty.');
      const unknown = ids.find((sku) => !isSku(sku));
      if (unknown !== undefined) throw new ExpectedError('NOT_FOUND', `No product has the sku "${unknown}".`);
      return events.follow({ field: 'stockChanged', filter: { entity: 'product', ids }, after });
    },
    resolve: (event: StreamedEvent) => event,
  },
};

/** Event of an order. The viewer must be allowed to see the order now. */
export const orderEvent: OrderEventResolvers = {
  kind: ({ type }) => orderEventKinds[type] ?? neverEmitted(type),
  order: async ({ entityId }, _, { viewer, orderById }) =>
    requireVisible(viewer, entityId, await orderById.load(entityId)),
};

/** Event of a product. */
export const stockEvent: StockEventResolvers = {
  kind: ({ type }) => (type === 'stock-increased' ? 'INCREASED' : 'DECREASED'),
  product: async ({ entityId }, _, { productBySku }) => {
    const product = await productBySku.load(entityId);
    if (product === undefined) throw new ExpectedError('NOT_FOUND', `No product has the sku "${entityId}".`);
    return product;
  },
};

/** Types of events, as the migrations' triggers write them. */
const orderEventKinds: Readonly<Record<string, OrderEventKind>> = {
  'order-placed': 'PLACED',
  'order-paid': 'PAID',
  'order-shipped': 'SHIPPED',
  'order-delivered': 'DELIVERED',
  'order-cancelled': 'CANCELLED',
};

/** Returns whether an event is a change. Others repeat the state of an order for projections. */
function isChange({ type }: OutboxEvent): boolean {
  return type in orderEventKinds;
}

function neverEmitted(type: string): never {
  throw new Error(`no trigger emits the event "${type}"`);
}
