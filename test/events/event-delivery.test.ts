import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { definition as orders } from '@supergraph/orders/orders-service.ts';
import type { CloudEvent } from '@supergraph/service-kit/events/cloud-event.ts';
import { defineConsumer } from '@supergraph/service-kit/events/event-consumer.ts';
import type { UsersTables } from '@supergraph/users/user-store.ts';
import { definition as users } from '@supergraph/users/users-service.ts';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startTestSubgraph } from '../graph/start-test-subgraph.ts';
import { testEnvironment } from '../graph/test-environment.ts';

test('an event of one service reaches a consumer of another over HTTP, in order and once', async () => {
  const dataDir = mkdtempSync(join(inject('runFolder'), 'events-'));
  const env = { ...testEnvironment, DATA_DIR: dataDir, DEMO_DATA: 'on' };
  const producer = await startTestSubgraph('orders', { ...orders, consumers: [] }, env, dataDir);
  onTestFinished(producer.stop);
  const received: CloudEvent[] = [];
  const consumer = defineConsumer<UsersTables, Record<'orders.stock-decreased.v1', unknown>>({
    name: 'seen',
    on: { 'orders.stock-decreased.v1': async (event) => void received.push(event) },
  });
  const ORDERS_EVENTS_URL = producer.url.replace('graphql', 'events');
  const own = { ...env, ORDERS_EVENTS_URL };
  const reader = await startTestSubgraph('users', { ...users, consumers: [consumer] }, own, dataDir);
  onTestFinished(reader.stop);
  for (let change = 0; change < 5; change += 1)
    await producer.sql("update products set stock = stock - 1 where sku = 'MUG-BLUE'");
  const changes = () => received.filter(({ subject }) => subject === 'MUG-BLUE').slice(-5);
  await expect.poll(() => changes().length).toBe(5);
  const stocks = changes().map(({ data }) => Number(Reflect.get(Object(data), 'stock')));
  expect(stocks).toEqual(stocks.toSorted((a, b) => b - a));
  expect(new Set(received.map(({ id }) => id)).size).toBe(received.length);
});
