import { randomUUID } from 'node:crypto';
import { changeOrder, placeOrder } from '../../graph/orders.ts';
import { type Person, staff } from '../../graph/people.ts';
import type { TestGraph } from '../../graph/test-graph.ts';
import { registerUser } from '../../graph/users.ts';

/** A customer with a paid order, whose data only they and staff may read. */
export interface Victim {
  readonly person: Person;
  readonly name: string;
  readonly orderId: string;
  readonly idempotencyKey: string;
  /** Texts that no other data has: name, e-mail address, moments, amounts and ids. */
  readonly secrets: readonly string[];
}

/** Creates a victim through the public API. */
export async function createVictim(graph: Pick<TestGraph, 'ask'>): Promise<Victim> {
  const registered = await registerUser(graph, `valerie.${randomUUID()}@example.com`, 'Valerie Victim');
  const { user } = registered.data.registerUser;
  const person: Person = { subject: user.id, scopes: [] };
  const idempotencyKey = `key-${randomUUID()}`;
  const placed = await placeOrder(graph, person, [['MUG-BLUE', 3]], idempotencyKey);
  const { order } = placed.data.placeOrder;
  await changeOrder(graph, order.id, 'PAID', staff);
  const secrets = [user.id, user.name, user.email, user.createdAt, user.updatedAt, order.id, order.placedAt];
  return { person, name: user.name, orderId: order.id, idempotencyKey, secrets };
}
