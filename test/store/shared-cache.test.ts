import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { customer, type Person } from '../graph/people.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';
import { hasRedis, type RedisServer, startRedisServer } from './redis-server.ts';

const secret = randomBytes(32).toString('hex');
const [ada, bob] = [customer(1), customer(2)];
let redis: RedisServer;
let orders: StubServer;
let users: StubServer;
let gateways: TestGateway[];
let [price, asked] = [0, 0];

describe.skipIf(!hasRedis)('gateways with a cache in a shared store (skipped without redis-server)', () => {
  beforeEach(async () => {
    [redis, orders, users] = [await startRedisServer(), await startStubServer(), await startStubServer()];
    gateways = [];
    [price, asked] = [1, 0];
    orders.behave((_, response) => {
      asked += 1;
      const body = JSON.stringify({ data: { product__0: { name: `Mug for ${price}` } } });
      const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=600, public' };
      response.writeHead(200, headers).end(body);
    });
    users.behave(({ headers: { authorization = '' } }, response) => {
      const claims = Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString();
      const body = JSON.stringify({ data: { me: { name: JSON.parse(claims).sub } } });
      const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=600, private' };
      response.writeHead(200, headers).end(body);
    });
  });

  afterEach(async () => {
    redis.resume();
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await Promise.all([redis.kill(), orders.stop(), users.stop()]);
  });

  test('an answer that one gateway has kept is used by all', async () => {
    const [a, b] = [await startGateway(), await startGateway()];
    expect(await nameAt(a)).toBe('Mug for 1');
    price = 2;
    await expect.poll(() => nameAt(b)).toBe('Mug for 1');
    expect(asked).toBeLessThan(10);
    const known = asked;
    for (let n = 0; n < 5; n += 1) expect(await nameAt(b, bob)).toBe('Mug for 1');
    expect(asked).toBe(known);
  });

  test('an invalidation at one gateway ends a value at all, and what they are fetching then', async () => {
    const [a, b] = [await startGateway(), await startGateway()];
    await nameAt(a);
    await expect.poll(() => askedBy(() => nameAt(b))).toBe(0);
    const held = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    orders.behave(async (_, response) => {
      const body = JSON.stringify({ data: { product__0: { name: `Mug for ${price}` } } });
      held.resolve();
      await answer.promise;
      const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=600, public' };
      response.writeHead(200, headers).end(body);
    });
    await invalidate(a, { type: 'Product', id: 'MUG' });
    const reading = nameAt(b);
    await held.promise;
    price = 2;
    await invalidate(a, { type: 'Product', id: 'MUG' });
    answer.resolve();
    expect(await reading).toBe('Mug for 1');
    expect(await nameAt(b)).toBe('Mug for 2');
    expect(await nameAt(a)).toBe('Mug for 2');
  });

  test('a viewer never sees what was kept for another, whatever the store returns', async () => {
    const [a, b] = [await startGateway(), await startGateway()];
    const names = async () => [
      await meAt(a, ada),
      await meAt(b, bob),
      await meAt(b, ada),
      await meAt(a, bob),
    ];
    const own = [ada, bob, ada, bob].map(({ subject }) => subject);
    expect(await names()).toEqual(own);
    await nameAt(a);
    await expect.poll(storedKeys).toHaveLength(3);
    const client = await connect();
    try {
      const keys = await storedKeys();
      const texts = await client.mGet([...keys]);
      for (const [key, text] of keys.map((key, n) => [key, texts[(n + 1) % keys.length]] as const))
        await client.set(key, text ?? '');
      expect(await names()).toEqual(own);
      for (const forged of ['', 'null', '{}', '{"value":{}}', '[[[[', texts[0]?.replace('}', '') ?? '']) {
        for (const key of keys) await client.set(key, forged);
        expect(await names()).toEqual(own);
        expect(await nameAt(a)).toBe('Mug for 1');
      }
      for (const key of keys) await client.del(key);
      for (const key of keys) await client.lPush(key, 'a list');
      expect(await names()).toEqual(own);
    } finally {
      client.destroy();
    }
  });

  test('answers that are never kept soon cost no round trip to the store', async () => {
    const gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '0' });
    orders.reply(200, '{"data":{"product__0":{"name":"Mug"}}}', { 'cache-control': 'no-store' });
    const askTimes = async (times: number) => {
      for (let n = 0; n < times; n += 1) expect(await nameAt(gateway)).toBe('Mug');
    };
    await askTimes(10);
    const before = await countScripts();
    expect(before).toBeGreaterThanOrEqual(10);
    await askTimes(5);
    expect(await countScripts()).toBe(before);
    // As soon as one may be kept, later ones are looked up again.
    orders.reply(200, '{"data":{"product__0":{"name":"Mug"}}}', { 'cache-control': 'max-age=600, public' });
    await askTimes(1);
    await expect.poll(() => askedBy(() => nameAt(gateway))).toBe(0);
  });

  test('a value that is too large to be stored costs only itself', async () => {
    const gateway = await startGateway();
    const ids = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
    const nodes = ids.map((id) => ({ customer: { __typename: 'User', id } }));
    const reply = { 'content-type': 'application/json', 'cache-control': 'max-age=600, public' };
    orders.reply(200, JSON.stringify({ data: { orders__0: { nodes } } }), reply);
    const requested: string[][] = [];
    users.behave(async (request, response) => {
      const { variables } = JSON.parse(Buffer.concat(await request.toArray()).toString());
      const sent: string[] = variables.representations.map(({ id }: { readonly id: string }) => id);
      requested.push(sent);
      const _entities = sent.map((id) => ({ name: 'x'.repeat(id === ids[0] ? 1_000_001 : 1) }));
      response.writeHead(200, reply).end(JSON.stringify({ data: { _entities } }));
    });
    const query = '{ orders(first: 3) { nodes { customer { name } } } }';
    const askUsers = async () => {
      requested.length = 0;
      await ask(gateway, query, ada);
      return requested;
    };
    await expect.poll(askUsers).toEqual([[ids[0]]]);
  });

  test('keys in the store name neither viewers nor entities', async () => {
    const gateway = await startGateway();
    await meAt(gateway, ada);
    await nameAt(gateway);
    await expect.poll(storedKeys).toHaveLength(2);
    for (const key of await storedKeys()) expect(key).toMatch(/^supergraph:cache:[\w-]{43}$/);
  });

  test('while the store is down nothing is kept, no request fails, and later answers are kept again', async () => {
    const gateway = await startGateway();
    await redis.kill();
    for (let n = 1; n < 5; n += 1) {
      price = n;
      expect(await nameAt(gateway)).toBe(`Mug for ${n}`);
    }
    await redis.start();
    await expect.poll(() => askedBy(() => nameAt(gateway))).toBe(0);
  });

  test('a store that hangs fails no request, and an invalidation during that time is not lost', async () => {
    const gateway = await startGateway({ REDIS_TIMEOUT_MS: '300' });
    await nameAt(gateway);
    await expect.poll(() => askedBy(() => nameAt(gateway))).toBe(0);
    redis.pause();
    price = 2;
    for (let n = 0; n < 6; n += 1) expect(await nameAt(gateway)).toBe('Mug for 2');
    await invalidate(gateway, { type: 'Product', id: 'MUG' });
    price = 3;
    redis.resume();
    // The value for 1 is still stored.
    await expect.poll(() => askedBy(async () => expect(await nameAt(gateway)).toBe('Mug for 3'))).toBe(0);
  });
});

async function startGateway(env: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({
    ...{ CACHE: 'redis', REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '5000', CACHE_INVALIDATION_SECRET: secret },
    ...{ USERS_URL: users.url, ORDERS_URL: orders.url },
    ...env,
  });
  gateways.push(gateway);
  return gateway;
}

async function nameAt(gateway: TestGateway, as: Person = ada): Promise<string> {
  return (await ask(gateway, '{ product(sku: "MUG") { name } }', as)).product.name;
}

async function meAt(gateway: TestGateway, as: Person): Promise<string> {
  return (await ask(gateway, '{ me { name } }', as)).me.name;
}

async function ask(gateway: TestGateway, query: string, as: Person) {
  const authorization = `Bearer ${await gateway.tokenOf(as)}`;
  const { status, body } = await postJson(gateway, { query }, { authorization });
  expect([status, body.errors]).toEqual([200, undefined]);
  return body.data;
}

/** Returns the number of requests to the subgraph during an action. */
async function askedBy(act: () => Promise<unknown>): Promise<number> {
  const before = orders.requests();
  await act();
  return orders.requests() - before;
}

async function invalidate(gateway: TestGateway, change: object): Promise<void> {
  const { status } = await fetch(new URL('/cache/invalidate', gateway.origin), {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ changes: [change] }),
  });
  expect(status).toBe(204);
}

async function connect() {
  const { createClient } = await import('@redis/client');
  return createClient({ url: redis.url }).connect();
}

/** Returns the number of scripts that the store has run. */
async function countScripts(): Promise<number> {
  const client = await connect();
  const stats = await client.info('commandstats');
  client.destroy();
  return [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  );
}

async function storedKeys(): Promise<readonly string[]> {
  const client = await connect();
  const keys = await client.keys('supergraph:cache:*');
  client.destroy();
  return keys.filter((key) => key !== 'supergraph:cache:changes').sort();
}
