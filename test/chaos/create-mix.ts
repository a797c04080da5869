import type { Random } from '../../engine/test/differential/random.ts';
import type { OrderLedger } from './order-ledger.ts';
import { askOrders, askOrdersWithCustomers, askUser, type ChaosRequest } from './requests.ts';

/** Creates requests of all kinds with equal shares. Three of seven are orders and payments. */
export function createMix(ledger: OrderLedger, random: Random): () => ChaosRequest {
  const kinds = [
    () => askUser(1 + random.below(50)),
    askOrders,
    askOrdersWithCustomers,
    askOrdersWithCustomers,
    ledger.next,
    ledger.next,
    ledger.pay,
  ];
  return () => random.pick(kinds)();
}
