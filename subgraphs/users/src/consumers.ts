import type { CloudEvent } from '@supergraph/service-kit/events/cloud-event.ts';
import { defineConsumer } from '@supergraph/service-kit/events/event-consumer.ts';
import type { Transaction } from 'kysely';
import { forgetReportedOrders, saveReportedOrder } from './spending-store.ts';
import type { UsersTables } from './user-store.ts';

/** Keeps what each user has spent. Each event has the whole state of its order, so the latest one is enough. */
export const spent = defineConsumer<UsersTables, OrderEvents>({
  name: 'spent',
  on: {
    'orders.order-placed.v1': saveOrder,
    'orders.order-paid.v1': saveOrder,
    'orders.order-shipped.v1': saveOrder,
    'orders.order-delivered.v1': saveOrder,
    'orders.order-cancelled.v1': saveOrder,
    'orders.order-restated.v1': saveOrder,
  },
  projection: {
    entity: 'order',
    table: 'reported_orders',
    forget: (ids, trx) => forgetReportedOrders(trx, ids),
  },
});

interface OrderState {
  readonly customerId: string;
  readonly status: string;
  readonly total: { readonly amount: number; readonly currency: string };
}

type OrderEvents = Record<
  `orders.order-${'placed' | 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'restated'}.v1`,
  OrderState
>;

async function saveOrder(
  { subject, time, data }: CloudEvent<string, OrderState>,
  trx: Transaction<UsersTables>,
): Promise<void> {
  const { customerId, status, total } = data;
  await saveReportedOrder(trx, { id: subject, userId: customerId, status, total, asOf: new Date(time) });
}
