import { expect, onTestFinished, test } from 'vitest';
import { createInternalToken } from '../graph/internal-token.ts';
import { placeOrder } from '../graph/orders.ts';
import { customer } from '../graph/people.ts';
import { subscribe } from '../graph/sse-client.ts';
import { startTestGraph } from '../graph/test-graph.ts';

test('subscribers get the events that a consumer emits at once, not at the next poll', async () => {
  const graph = await startTestGraph({ env: { EVENT_POLL_MS: '60000' } });
  onTestFinished(graph.stop);
  const buyer = customer(3);
  const { data } = await placeOrder(graph, buyer, [['MUG-BLUE', 1]]);
  const query = `subscription { orderChanged(id: "${data.placeOrder.order.id}") { kind order { status } } }`;
  const token = await createInternalToken(graph.dataDir, 'orders', buyer);
  const stream = await subscribe(graph.orders.url, { query }, { authorization: `Bearer ${token}` });
  await graph.ask(`mutation { deactivateUser(id: "${buyer.subject}") { __typename } }`);
  expect((await stream.answer()).data.orderChanged).toEqual({
    kind: 'CANCELLED',
    order: { status: 'CANCELLED' },
  });
});
