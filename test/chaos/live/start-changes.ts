import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, postOperation } from '../../graph/answer.ts';
import { changeOrder, placeOrder } from '../../graph/orders.ts';
import { customer, staff } from '../../graph/people.ts';
import type { TestGraph } from '../../graph/test-graph.ts';
import type { ChaosSystem } from '../system/start-system.ts';

/** Orders that are placed, paid, shipped and delivered at a steady rate. */
export interface Changes {
  /** Stops placing orders, and waits until each is delivered. */
  readonly stop: () => Promise<void>;
}

const retryMs = 200;
/** Maximum number of orders under way, since they pile up while a part is broken. */
const maxOpen = 40;

/** Starts to place orders. Each step is repeated until it is acknowledged, as clients do. */
export function startChanges({ url, tokenOf }: ChaosSystem, ordersPerSecond: number): Changes {
  const ask: TestGraph['ask'] = async (query, { as = staff, variables } = {}) =>
    postOperation(url, as === 'anonymous' ? undefined : await tokenOf(as), { query, variables });
  const buyer = customer(2);
  const open = new Set<Promise<void>>();
  let count = 0;
  const runOrder = async (key: string): Promise<void> => {
    const placed = await repeat(() => placeOrder({ ask }, buyer, [['MUG-BLUE', 1]], key));
    const id: string = placed.data.placeOrder.order.id;
    for (const target of ['PAID', 'SHIPPED', 'DELIVERED'] as const)
      await repeat(() => changeOrder({ ask }, id, target, target === 'PAID' ? buyer : staff));
  };
  const timer = setInterval(() => {
    if (open.size >= maxOpen) return;
    count += 1;
    const running = runOrder(`live-${count}`).finally(() => open.delete(running));
    open.add(running);
  }, 1_000 / ordersPerSecond);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

/** Repeats a change until the graph answers without errors. One that has happened before is an illegal change. */
async function repeat(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send().catch(() => undefined);
    if (answer?.data && answer.errors.length === 0) return answer;
    await sleep(retryMs);
  }
}
