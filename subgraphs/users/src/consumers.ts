import type { CloudEvent } from '@supergraph/service-kit/events/cloud-event.ts';
import { defineConsumer } from '@supergraph/service-kit/events/event-consumer.ts';
import type { Transaction } from 'kysely';
import type { OrdersEvents, OrdersOrder } from './generated/events.ts';
import { forgetReportedOrders, saveReportedOrder } from './spending-store.ts';
import type { UsersTables } from './user-store.ts';

/** Keeps what each user has spent. Each event has the whole state of its order, so the latest one is enough. */
export const spent = defineConsumer<UsersTables, OrdersEvents>({
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

async function saveOrder(
  { subject, time, data }: CloudEvent<string, OrdersOrder>,
  trx: Transaction<UsersTables>,
): Promise<void> {
  const { customerId, status, total } = data;
  await saveReportedOrder(trx, { id: subject, userId: customerId, status, total, asOf: new Date(time) });
}
