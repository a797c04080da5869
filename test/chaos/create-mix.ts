import type { Random } from '../../engine/test/differential/random.ts';
import type { OrderLedger } from './order-ledger.ts';
import { askOrders, askOrdersWithCustomers, askUser, type ChaosRequest } from './requests.ts';

/** All kinds of requests alike; a third of them are orders. */
export function createMix(ledger: OrderLedger, random: Random): () => ChaosRequest {
  const kinds = [
    () => askUser(1 + random.below(50)),
    askOrders,
    askOrdersWithCustomers,
    askOrdersWithCustomers,
    ledger.next,
    ledger.next,
  ];
  return () => random.pick(kinds)();
}
