import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { definition as orders } from '@supergraph/orders/orders-service.ts';
import type { CloudEvent } from '@supergraph/service-kit/events/cloud-event.ts';
import { defineConsumer } from '@supergraph/service-kit/events/event-consumer.ts';
import { createFeedSigner } from '@supergraph/service-kit/events/feed/feed-token.ts';
import type { UsersTables } from '@supergraph/users/user-store.ts';
import { definition as users } from '@supergraph/users/users-service.ts';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createInternalToken } from '../graph/internal-token.ts';
import { staff } from '../graph/people.ts';
import { createProductionKeys } from '../graph/production-keys.ts';
import { spawnService, stopService } from '../graph/service-process.ts';
import { startTestSubgraph } from '../graph/start-test-subgraph.ts';
import { createTestDatabase } from '../graph/test-database.ts';
import { patientEnvironment, testEnvironment } from '../graph/test-environment.ts';

const secret = 'a secret of this graph that is long enough';

test('events are only served to holders of the secret, for this service, and for events that it emits', async () => {
  const dataDir = mkdtempSync(join(inject('runFolder'), 'events-'));
  const secrets = `the next secret of this graph that is long too,${secret}`;
  const env = { ...testEnvironment, DATA_DIR: dataDir, EVENTS_SECRET: secrets };
  const { url, stop } = await startTestSubgraph('orders', { ...orders, consumers: [] }, env, dataDir);
  onTestFinished(stop);
  const read = async (token: string | undefined, search: string, method = 'GET') => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${url.replace('graphql', 'events')}${search}`, { method, headers });
    return [response.status, (await response.json()).errors?.[0].extensions.code];
  };
  const sign = (key: string, service: string) => createFeedSigner([Buffer.from(key)])('test', service);
  const token = await sign(secret, 'orders');
  const types = '?types=orders.order-placed.v1';
  expect(await read(token, types)).toEqual([200, undefined]);
  expect(await read(await sign('the next secret of this graph that is long too', 'orders'), types)).toEqual([
    200,
    undefined,
  ]);
  const refused = [
    undefined,
    'nonsense',
    await sign('another secret that is long enough', 'orders'),
    await sign(secret, 'users'),
    await createInternalToken(dataDir, 'orders', staff),
  ];
  for (const other of refused) expect(await read(other, types)).toEqual([401, 'UNAUTHENTICATED']);
  for (const search of ['', '?types=users.user-registered.v1', `?types=orders.x' or true--.v1`])
    expect(await read(token, search)).toEqual([400, 'BAD_REQUEST']);
  expect(await read(token, `${types}&after=nonsense`)).toEqual([400, 'BAD_USER_INPUT']);
  expect(await read(token, types, 'POST')).toEqual([405, 'METHOD_NOT_ALLOWED']);
});

test('reads of a feed share a connection for notifications, which ends with the service', async () => {
  const dataDir = mkdtempSync(join(inject('runFolder'), 'events-'));
  const env = { ...testEnvironment, DATA_DIR: dataDir, EVENTS_SECRET: secret };
  const { url, sql, stop } = await startTestSubgraph('orders', { ...orders, consumers: [] }, env, dataDir);
  onTestFinished(stop);
  await sql("update products set stock = stock - 1 where sku = 'MUG-BLUE'");
  const token = await createFeedSigner([Buffer.from(secret)])('test', 'orders');
  const read = async (): Promise<void> => {
    const search = '?types=orders.stock-decreased.v1';
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url.replace('graphql', 'events')}${search}`, { headers });
    expect(Object(await response.json()).events).not.toEqual([]);
  };
  const listeners = () =>
    sql(
      "select pid from pg_stat_activity where datname = current_database() and query ilike 'listen%' and state = 'idle'",
    );
  await read();
  await expect.poll(async () => (await listeners()).length).toBe(1);
  const before = await listeners();
  for (let n = 0; n < 3; n += 1) await read();
  expect(await listeners()).toEqual(before);
  await stop();
  await expect.poll(listeners).toEqual([]);
});

test('a read of a feed that finds no events leaves no line in the log', async () => {
  const keys = await createProductionKeys();
  onTestFinished(keys.remove);
  const service = spawnService('subgraphs/users/src/main.ts', {
    ...{ ...keys.env, ...patientEnvironment, EVENTS_SECRET: secret },
    ...{ USERS_PORT: '0', USERS_DATABASE_URL: await createTestDatabase('users'), DEMO_DATA: 'on' },
    ORDERS_EVENTS_URL: 'http://127.0.0.1:9/events',
  });
  onTestFinished(() => stopService(service));
  const url = await service.ready;
  const headers = {
    authorization: `Bearer ${await createFeedSigner([Buffer.from(secret)])('test', 'users')}`,
  };
  const read = async (
    after: string,
  ): Promise<{ readonly events: readonly unknown[]; readonly cursor: string }> =>
    (await fetch(`${url}/events?types=users.user-restated.v1&after=${after}`, { headers })).json();
  const lines = () => service.log().filter(({ path }) => path === '/events');
  let found = 0;
  for (let page = await read(''); page.events.length > 0; page = await read(page.cursor)) found += 1;
  await expect.poll(() => lines().length).toBe(found);
  expect((await fetch(`${url}/events`)).status).toBe(401);
  await expect.poll(() => lines().map(({ status }) => status)).toEqual([...Array(found).fill(200), 401]);
});

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
