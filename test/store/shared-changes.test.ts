import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { customer } from '../graph/people.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';
import { hasRedis, type RedisServer, startRedisServer } from './redis-server.ts';

const secret = randomBytes(32).toString('hex');
const type = 'orders.stock-decreased.v1';
const cacheControl = 'max-age=600, public';
const changesKey = 'supergraph:cache:changes';
let redis: RedisServer;
let orders: StubServer;
let users: StubServer;
let gateways: TestGateway[];
let feed: Feed;
let [price, asked] = [0, 0];

describe.skipIf(!hasRedis)('invalidations in a shared store (skipped without redis-server)', () => {
  beforeEach(async () => {
    [redis, orders, users] = [await startRedisServer(), await startStubServer(), await startStubServer()];
    [gateways, feed] = [[], createFeed()];
    [price, asked] = [1, 0];
    orders.behave((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://orders');
      if (pathname === '/events') return feed.read(searchParams.get('after'), response);
      asked += 1;
      sendJson(response, { data: { product__0: { name: `Mug for ${price}` } } });
    });
  });

  afterEach(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all([redis.kill(), orders.stop(), users.stop()]);
  });

  test('a gateway that starts keeps what others have kept, and ends what has changed while none ran', async () => {
    const a = await startGateway(withEvents());
    await expect.poll(() => feed.waiting()).toBe(1);
    await expect.poll(() => withRedis((client) => client.keys('supergraph:cache-events:*'))).toHaveLength(1);
    await keepName(a);
    const b = await startGateway(withEvents());
    await expect.poll(() => feed.waiting()).toBe(2);
    expect(await askedBy(() => nameAt(b))).toBe(0);
    await Promise.all([a.stop(), b.stop()]);
    price = 2;
    feed.add('MUG');
    const c = await startGateway(withEvents());
    await expect.poll(() => nameAt(c)).toBe('Mug for 2');
    // One of three has read the feed from its end.
    expect(feed.reads.filter((after) => after === null)).toHaveLength(1);
  });

  test('a gateway reads a feed from its end if the feed refuses the shared cursor', async () => {
    const a = await startGateway(withEvents());
    const cursors = () => withRedis((client) => client.keys('supergraph:cache-events:*'));
    await expect.poll(cursors).toHaveLength(1);
    await a.stop();
    const [key = ''] = await cursors();
    await withRedis((client) => client.set(key, 'forged'));
    const b = await startGateway(withEvents());
    await expect
      .poll(() => feed.reads.filter((after) => after === null), { timeout: 20_000 })
      .toHaveLength(2);
    await keepName(b);
    price = 2;
    feed.add('MUG');
    await expect.poll(() => nameAt(b)).toBe('Mug for 2');
  });

  test('many invalidations end nothing else, and a gateway that starts later learns them all', async () => {
    const a = await startGateway();
    await keepName(a);
    await invalidate(a, [{ type: 'Product', id: 'MUG' }]);
    price = 2;
    users.reply(200, JSON.stringify({ data: { me: { name: 'Ada' } } }), { 'cache-control': cacheControl });
    await askMe(a);
    await expect.poll(() => requestsBy(users, () => askMe(a))).toBe(0);
    for (let n = 0; n < 7; n += 1) {
      const ids = Array.from({ length: 900 }, (_, index) => `${n}-${index}`);
      await invalidate(
        a,
        ids.map((id) => ({ type: 'Other', id })),
      );
      const stored = () => withRedis((client) => client.zCard(changesKey));
      await expect.poll(stored).toBeGreaterThan(900 * (n + 1));
      expect(await requestsBy(users, () => askMe(a))).toBe(0);
    }
    const b = await startGateway();
    for (let n = 0; n < 4; n += 1) expect(await nameAt(b)).toBe('Mug for 2');
    await expect.poll(() => askedBy(() => nameAt(b))).toBe(0);
  });

  test('an invalidation is forgotten when the values before it have expired, and ends no others then', async () => {
    const a = await startGateway();
    await keepName(a);
    await withRedis((client) => client.zAdd(changesKey, [{ score: 1, value: 'entity Product OLD' }]));
    await invalidate(a, [{ type: 'Other', id: '1' }]);
    const stored = () => withRedis((client) => client.zRange(changesKey, 0, -1));
    await expect.poll(stored).toContain('entity Other 1');
    expect(await stored()).not.toContain('entity Product OLD');
    expect(await askedBy(() => nameAt(a))).toBe(0);
  });

  test('a gateway that stops sends the invalidations that the store has refused before', async () => {
    const [a, b] = [await startGateway(), await startGateway()];
    await keepName(a);
    await expect.poll(() => askedBy(() => nameAt(b))).toBe(0);
    await withRedis((client) => client.configSet('maxmemory', '1'));
    await invalidate(a, [{ type: 'Product', id: 'MUG' }]);
    price = 2;
    await withRedis((client) => client.configSet('maxmemory', '0'));
    await a.stop();
    expect(await nameAt(b)).toBe('Mug for 2');
  });
});

/** Returns the settings of a gateway that follows the feed. */
function withEvents() {
  return { CACHE_EVENTS: `${type}=Product`, ORDERS_EVENTS_URL: orders.url.replace('graphql', 'events') };
}

type Feed = ReturnType<typeof createFeed>;

/** Creates a feed whose cursors are the number of events before them. */
function createFeed() {
  const events: object[] = [];
  const reads: (string | null)[] = [];
  const waiting = new Set<{ readonly after: number; readonly response: ServerResponse }>();
  const send = (response: ServerResponse, after: number) =>
    sendJson(response, { events: events.slice(after), cursor: `cursor ${events.length}` });
  return {
    reads,
    waiting: () => waiting.size,
    add(subject: string) {
      const [id, time] = [String(events.length), new Date().toISOString()];
      events.push({ specversion: '1.0', id, source: 'orders', type, subject, time, data: {} });
      for (const { after, response } of waiting) send(response, after);
      waiting.clear();
    },
    read(cursor: string | null, response: ServerResponse) {
      reads.push(cursor);
      if (cursor === null) return send(response, events.length);
      const after = Number(/^cursor (\d+)$/.exec(cursor)?.[1]);
      if (Number.isNaN(after)) return void response.writeHead(400).end('{}');
      if (after < events.length) return send(response, after);
      const reader = { after, response };
      waiting.add(reader);
      response.once('close', () => waiting.delete(reader));
    },
  };
}

function sendJson(response: ServerResponse, body: object): void {
  const headers = { 'content-type': 'application/json', 'cache-control': cacheControl };
  response.writeHead(200, headers).end(JSON.stringify(body));
}

async function startGateway(env: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({
    ...{ CACHE: 'redis', REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '5000', CACHE_INVALIDATION_SECRET: secret },
    ...{ USERS_URL: users.url, ORDERS_URL: orders.url, RATE_LIMIT_PER_MINUTE: '0' },
    ...env,
  });
  const stop = async (): Promise<void> => {
    gateways = gateways.filter((other) => other !== running);
    await gateway.stop();
  };
  const running = { ...gateway, stop };
  gateways.push(running);
  return running;
}

/** Asks until the answer is kept. */
async function keepName(gateway: TestGateway): Promise<void> {
  await expect.poll(() => askedBy(() => nameAt(gateway))).toBe(0);
}

async function nameAt(gateway: TestGateway): Promise<string> {
  return (await ask(gateway, '{ product(sku: "MUG") { name } }')).product.name;
}

async function askMe(gateway: TestGateway): Promise<void> {
  await ask(gateway, '{ me { name } }');
}

async function ask(gateway: TestGateway, query: string) {
  const authorization = `Bearer ${await gateway.tokenOf(customer(1))}`;
  const { status, body } = await postJson(gateway, { query }, { authorization });
  expect([status, body.errors]).toEqual([200, undefined]);
  return body.data;
}

/** Returns the number of operations that orders has received during an action. */
async function askedBy(act: () => Promise<unknown>): Promise<number> {
  const before = asked;
  await act();
  return asked - before;
}

async function requestsBy(server: StubServer, act: () => Promise<unknown>): Promise<number> {
  const before = server.requests();
  await act();
  return server.requests() - before;
}

async function invalidate(gateway: TestGateway, changes: readonly object[]): Promise<void> {
  const { status } = await fetch(new URL('/cache/invalidate', gateway.origin), {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ changes }),
  });
  expect(status).toBe(204);
}

async function withRedis<T>(act: (client: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> {
  const client = await connect();
  try {
    return await act(client);
  } finally {
    client.destroy();
  }
}

async function connect() {
  const { createClient } = await import('@redis/client');
  return createClient({ url: redis.url }).connect();
}
