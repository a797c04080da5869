import type { CloudEvent } from '@supergraph/service-kit/events/cloud-event.ts';
import { defineConsumer } from '@supergraph/service-kit/events/event-consumer.ts';
import type { Transaction } from 'kysely';
import { cancelPlacedOrders, forgetCustomers, saveCustomer } from './customer-store.ts';
import type { UsersEvents, UsersUser } from './generated/events.ts';
import type { OrdersTables } from './tables.ts';

/** Keeps which customers may order, and cancels what a deactivated customer has not paid. */
export const customers = defineConsumer<OrdersTables, UsersEvents>({
  name: 'customers',
  on: {
    'users.user-updated.v1': setStatus,
    'users.user-deactivated.v1': setStatus,
    'users.user-restated.v1': setStatus,
  },
  emits: true,
  projection: { entity: 'user', table: 'customers', forget: (ids, trx) => forgetCustomers(trx, ids) },
});

async function setStatus(
  { subject, time, data }: CloudEvent<string, UsersUser>,
  trx: Transaction<OrdersTables>,
): Promise<void> {
  const { status } = data;
  const isNew = await saveCustomer(trx, { id: subject, status, asOf: new Date(time) });
  if (isNew && status === 'DEACTIVATED') await cancelPlacedOrders(trx, subject, 'CUSTOMER_DEACTIVATED');
}
