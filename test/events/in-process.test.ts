import type { SubgraphEvent, SubscriptionRequest } from '@supergraph/engine';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { Caller } from '@supergraph/gateway/gateway-context.ts';
import { createGatewayRejections } from '@supergraph/gateway/subgraphs/gateway-rejections.ts';
import { createSubgraphFactory } from '@supergraph/gateway/subgraphs/subgraph-factory.ts';
import { definition } from '@supergraph/orders/orders-service.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { startSubgraphRuntime } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { expect, onTestFinished, test } from 'vitest';
import { createRequest } from '../../engine/test/kit/create-request.ts';
import { createDemoDatabase } from '../graph/demo-database.ts';
import { customer, orderId, type Person, staff } from '../graph/people.ts';
import { runSql } from '../graph/run-sql.ts';
import { testEnvironment } from '../graph/test-environment.ts';

const shipped = orderId(9);

/** Starts orders inside a gateway's process. */
async function startOrders() {
  const databaseUrl = await createDemoDatabase('orders');
  const env = { ...testEnvironment, ORDERS_PORT: '0', ORDERS_DATABASE_URL: databaseUrl, EVENT_POLL_MS: '20' };
  const runtime = await startSubgraphRuntime(definition, readSubgraphConfig('orders', env));
  onTestFinished(runtime.stop);
  const SUPERGRAPH = new URL('schema/supergraph.graphql', repositoryRoot).pathname;
  const createSubgraph = createSubgraphFactory({
    config: readGatewayConfig({ ...testEnvironment, SUPERGRAPH }),
    inProcessSubgraphs: [runtime],
    signToken: undefined,
    rejections: createGatewayRejections(),
    onCreate: () => {},
    onEvent: () => {},
  });
  const subgraph = createSubgraph({ name: 'orders', url: '' });
  const follow = (query: string, as: Person, given: Partial<SubscriptionRequest> = {}) => {
    const viewer = { subject: as.subject, scopes: new Set(as.scopes) };
    const { signal } = new AbortController();
    const caller = new Caller(viewer, { requestId: 'test', signal }, 'test');
    const cursors: string[] = [];
    const request = {
      ...createRequest({ query, body: JSON.stringify({ query }), signal: given.signal }),
      client: { ...createRequest().client, origin: 'client', contextValue: { caller } },
      operationKind: 'subscription',
      after: given.after,
      onCursor: (cursor: string) => cursors.push(cursor),
    } as const;
    const events = subgraph.subscribe?.(request);
    if (events === undefined) throw new Error('a subgraph in this process must have subscriptions');
    return { events: events[Symbol.asyncIterator](), cursors };
  };
  const move = (status: string) =>
    runSql(databaseUrl, 'update orders set status = $1 where id = $2', [status, shipped]);
  return { follow, move };
}

async function take(events: AsyncIterator<SubgraphEvent>): Promise<SubgraphEvent> {
  const { done, value } = await events.next();
  if (done) throw new Error('the subscription has ended');
  return value;
}

test('a subscription inside the process has the viewer, the cursors and the resumption of one between processes', async () => {
  const { follow, move } = await startOrders();
  const query = `subscription { orderChanged(id: "${shipped}") { kind order { status } } }`;
  const { events, cursors } = follow(query, staff);
  const first = take(events);
  await expect.poll(() => cursors).toHaveLength(1);
  await move('SHIPPED');
  const { data, cursor } = await first;
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    orderChanged: { kind: 'SHIPPED', order: { status: 'SHIPPED' } },
  });
  const waiting = events.next();
  await events.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await move('DELIVERED');
  const resumed = follow(query, staff, { after: cursor });
  expect((await take(resumed.events)).data).toMatchObject({ orderChanged: { kind: 'DELIVERED' } });
});

test('a subscription inside the process is refused as between processes, and ends with its client', async () => {
  const { follow } = await startOrders();
  const hidden = follow(`subscription { orderChanged(id: "${shipped}") { kind } }`, customer(59));
  expect(await take(hidden.events)).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  expect((await hidden.events.next()).done).toBe(true);
  const client = new AbortController();
  const { events, cursors } = follow('subscription { ordersChanged { kind } }', staff, {
    signal: client.signal,
  });
  const waiting = events.next();
  await expect.poll(() => cursors).toHaveLength(1);
  client.abort();
  expect((await waiting).done).toBe(true);
});
