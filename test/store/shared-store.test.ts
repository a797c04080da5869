import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GatewayReply, postJson } from '../graph/ask-gateway.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';
import { hasRedis, type RedisServer, startRedisServer } from './redis-server.ts';

const operation = { query: '{ __typename }' };
let redis: RedisServer;
let gateways: TestGateway[];

describe.skipIf(!hasRedis)('gateways with a shared store (skipped without redis-server)', () => {
  beforeEach(async () => {
    redis = await startRedisServer();
    gateways = [];
  });

  afterEach(async () => {
    redis.resume();
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await redis.kill();
  });

  test('a client has one limit over all gateways, to the last request', async () => {
    const [a, b] = [
      await startGateway({ RATE_LIMIT_PER_MINUTE: '6' }),
      await startGateway({ RATE_LIMIT_PER_MINUTE: '6' }),
    ];
    const together = await Promise.all(
      Array.from({ length: 30 }, (_, n) => postJson(n % 2 ? a : b, operation)),
    );
    expect(together.filter(({ status }) => status === 200)).toHaveLength(6);
    const refused = await postJson(b, operation);
    expect(refused).toMatchObject({
      status: 429,
      body: { errors: [{ extensions: { code: 'REQUEST_RATE_LIMITED' } }] },
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const authorization = `Bearer ${await a.tokenOf({ subject: '00000000-0000-4000-8000-000000000009', scopes: [] })}`;
    expect(await postJson(a, operation, { authorization })).toMatchObject({ status: 200 });
  });

  test('a document that one gateway has registered is known to all', async () => {
    const [a, b] = [await startGateway(), await startGateway()];
    const query = '{ registered: __typename }';
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    expect(await codeOf(postJson(b, { extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await postJson(a, { query, extensions })).toMatchObject({ status: 200 });
    await expect
      .poll(() => postJson(b, { extensions }))
      .toMatchObject({ status: 200, body: { data: { registered: 'Query' } } });
  });

  test('no gateway executes a text of the store under the hash of another', async () => {
    const gateway = await startGateway();
    const sha256Hash = sha256('{ __typename }');
    const { createClient } = await import('@redis/client');
    const client = await createClient({ url: redis.url }).connect();
    await client.set(`supergraph:apq:${sha256Hash}`, '{ forged: __typename }');
    client.destroy();
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect(await codeOf(postJson(gateway, { extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test('while the store is down each gateway counts on its own, and no request fails; afterwards they share again', async () => {
    const limit = { RATE_LIMIT_PER_MINUTE: '6' };
    const [a, b] = [await startGateway(limit), await startGateway(limit)];
    await redis.kill();
    for (let n = 0; n < 6; n += 1) {
      expect(await postJson(a, operation)).toMatchObject({ status: 200 });
      expect(await postJson(b, operation)).toMatchObject({ status: 200 });
    }
    expect(await postJson(a, operation)).toMatchObject({ status: 429 });
    expect(await warningsOf(a)).toEqual([expect.stringMatching(/^The shared store does not answer/)]);
    await redis.start();
    for (const gateway of [a, b]) await expect.poll(() => warningsOf(gateway)).toEqual([]);
    const again = await Promise.all(Array.from({ length: 20 }, (_, n) => postJson(n % 2 ? a : b, operation)));
    expect(again.filter(({ status }) => status === 200)).toHaveLength(6);
  });

  test('a store that hangs delays a few requests by its timeout, and fails none', async () => {
    const gateway = await startGateway({ RATE_LIMIT_PER_MINUTE: '100000', REDIS_TIMEOUT_MS: '1000' });
    await postJson(gateway, operation);
    redis.pause();
    const took: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const started = performance.now();
      expect(await postJson(gateway, operation)).toMatchObject({ status: 200 });
      took.push(performance.now() - started);
    }
    // Three late answers end the connection. The requests after them do not wait.
    expect(took.filter((ms) => ms >= 999)).toHaveLength(3);
    expect(await warningsOf(gateway)).toEqual([expect.stringMatching(/^The shared store does not answer/)]);
    redis.resume();
    await expect.poll(() => warningsOf(gateway)).toEqual([]);
  });

  test('a gateway starts without its store, and says so without the password', async () => {
    await redis.kill();
    const url = new URL(redis.url);
    url.password = 'sesame';
    const gateway = await startGateway({ REDIS_URL: url.href, RATE_LIMIT_PER_MINUTE: '6' });
    expect(await postJson(gateway, operation)).toMatchObject({ status: 200 });
    expect(await warningsOf(gateway)).toEqual([expect.stringMatching(/does not answer/)]);
    expect((await warningsOf(gateway)).join()).not.toContain('sesame');
  });
});

async function startGateway(env: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({ REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '5000', ...env });
  gateways.push(gateway);
  return gateway;
}

async function codeOf(reply: Promise<GatewayReply>): Promise<unknown> {
  const { body } = await reply;
  return Object(body).errors?.[0]?.extensions?.code;
}

async function warningsOf(gateway: TestGateway): Promise<readonly string[]> {
  const { warnings = [] } = await (await fetch(new URL('/ready', gateway.url))).json();
  return warnings;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
