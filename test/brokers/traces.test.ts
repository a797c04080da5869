import { expect, onTestFinished, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { customer } from '../graph/people.ts';
import { startTestGraph } from '../graph/test-graph.ts';
import { pathOf, startOtlpReceiver } from '../observe/otlp-receiver.ts';
import { describeBrokers } from './system/describe-brokers.ts';

describeBrokers((kind) =>
  test(`an order is followed over ${kind.name} to the consumer of its event`, {
    timeout: 120_000,
  }, async () => {
    const [receiver, broker] = [await startOtlpReceiver(), await kind.start()];
    const graph = await startTestGraph({ env: { ...receiver.env, EVENTS_URL: broker.url } });
    onTestFinished(async () => {
      await graph.stop();
      await broker.stop();
      await receiver.stop();
    });
    const traceId = 'f'.repeat(32);
    const input = { idempotencyKey: 'traced', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] };
    const query = 'mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await postOperation(
      graph.url,
      await graph.tokenOf(customer(3)),
      { query, variables: { input } },
      headers,
    );
    const spans = await receiver.trace(traceId, ['users: process orders.order-placed.v1']);
    const consumed = spans.find(({ name }) => name.startsWith('process '));
    expect(consumed && pathOf(spans, consumed).slice(-3)).toEqual([
      'orders: POST /graphql',
      'orders: publish orders.order-placed.v1',
      'users: process orders.order-placed.v1',
    ]);
    expect(spans.find(({ name }) => name.startsWith('publish '))?.attributes.reader).toBe('relay');
  }),
);
