import type { RateVerdict } from '@supergraph/gateway/policy/rate/rate-limiter.ts';
import { createTokenBuckets } from '@supergraph/gateway/policy/rate/token-buckets.ts';
import { afterEach, expect, test } from 'vitest';
import { type GatewayReply, postJson } from '../graph/ask-gateway.ts';
import { customer, staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const operation = { query: '{ __typename }' };
const allowed = { status: 200 };
let gateway: TestGateway;

afterEach(() => gateway.stop());

test('a client over its limit gets Retry-After, and others are not affected', async () => {
  let now = 0;
  gateway = await startTestGateway({}, { rateLimiter: createTokenBuckets(5, () => now) });
  for (let n = 0; n < 5; n += 1) expect(await postJson(gateway, operation)).toMatchObject(allowed);
  const refused = await postJson(gateway, operation);
  expect(refused).toMatchObject(rateLimited(5));
  expect(refused.headers.get('retry-after')).toBe('12');
  expect(await postJson(gateway, operation, await as(2))).toMatchObject(allowed);
  now += 11_500;
  expect((await postJson(gateway, operation)).headers.get('retry-after')).toBe('1');
  now += 1_000;
  expect(await postJson(gateway, operation)).toMatchObject(allowed);
  expect(await postJson(gateway, operation)).toMatchObject(rateLimited(5));
});

test('RATE_LIMIT_PER_MINUTE is the limit of each client', async () => {
  gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '1' });
  expect(await postJson(gateway, operation)).toMatchObject(allowed);
  expect(await postJson(gateway, operation)).toMatchObject(rateLimited(1));
  expect(await postJson(gateway, operation, await as(2))).toMatchObject(allowed);
});

test('tokens of one subject share a limit, and refused requests count too', async () => {
  gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '3' });
  expect(await postJson(gateway, '{')).toMatchObject({ status: 400 });
  expect(await postJson(gateway, { query: '{ nothing }' })).toMatchObject({ status: 400 });
  expect(await postJson(gateway, operation)).toMatchObject(allowed);
  const authorization = `Bearer ${await gateway.tokenOf({ ...staff, scopes: [] })}`;
  expect(await postJson(gateway, operation, { authorization })).toMatchObject(rateLimited(3));
});

test('a client without a token is limited by its address, which no header changes', async () => {
  gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '3', ANONYMOUS: 'allow' });
  for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3'])
    expect(await askFrom(address)).toMatchObject(allowed);
  expect(await askFrom('10.0.0.4')).toMatchObject(rateLimited(3));
  expect(await postJson(gateway, operation)).toMatchObject(allowed);
});

for (const [proxies, forms, others] of [
  ['1', ['10.0.0.1', '10.9.9.9, 10.0.0.1', 'x,10.0.0.1:1234'], '10.0.0.2'],
  ['2', ['10.0.0.1, 10.1.1.1', '10.8.8.8,10.0.0.1, 10.2.2.2'], '10.0.0.2, 10.1.1.1'],
  ['1', ['2001:db8:0:1::1', '[2001:db8:0:1:ffff::2]:443', '2001:0db8:0000:0001:0:0:0:3'], '2001:db8:0:2::1'],
  ['1', ['::ffff:10.0.0.1', '10.0.0.1'], '::ffff:10.0.0.2'],
] as const) {
  test(`behind ${proxies} trusted proxies, ${forms.join(' and ')} are one client, and ${others} is another`, async () => {
    gateway = await startTestGateway({
      RATE_LIMIT_PER_MINUTE: String(forms.length),
      ANONYMOUS: 'allow',
      TRUST_PROXY: proxies,
    });
    for (const address of forms) expect(await askFrom(address)).toMatchObject(allowed);
    for (const address of forms) expect(await askFrom(address)).toMatchObject(rateLimited(forms.length));
    expect(await askFrom(others)).toMatchObject(allowed);
  });
}

test('a header with fewer addresses than proxies is ignored', async () => {
  gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '3', ANONYMOUS: 'allow', TRUST_PROXY: '2' });
  for (const address of ['10.0.0.1', '10.0.0.2', 'nonsense'])
    expect(await askFrom(address)).toMatchObject(allowed);
  expect(await askFrom('10.0.0.4')).toMatchObject(rateLimited(3));
});

test('refused tokens are limited by address, and tokens that were valid before still pass', async () => {
  gateway = await startTestGateway({ FAILED_TOKENS_PER_MINUTE: '5', TRUST_PROXY: '1' });
  const forged = (address: string) =>
    postJson(gateway, operation, { authorization: 'Bearer forged', 'x-forwarded-for': address });
  const good = await as(2);
  expect(await postJson(gateway, operation, { ...good, 'x-forwarded-for': '10.0.0.1' })).toMatchObject(
    allowed,
  );
  for (let n = 0; n < 5; n += 1) expect(await forged('10.0.0.1')).toMatchObject({ status: 401 });
  expect(await forged('10.0.0.1')).toMatchObject(rateLimited(5));
  expect(
    await postJson(gateway, operation, { ...(await as(3)), 'x-forwarded-for': '10.0.0.1' }),
  ).toMatchObject(rateLimited(5));
  expect(await postJson(gateway, operation, { ...good, 'x-forwarded-for': '10.0.0.1' })).toMatchObject(
    allowed,
  );
  expect(await forged('10.0.0.2')).toMatchObject({ status: 401 });
});

test('an operation that costs more than the limit of a minute uses all of it', async () => {
  gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '40' });
  const query = '{ products(first: 100) { nodes { sku } } }';
  // No subgraph runs that could answer it.
  const first = await postJson(gateway, { query });
  expect(first.body.errors[0].extensions.code).toBe('SUBREQUEST_HTTP_ERROR');
  expect(await postJson(gateway, { query })).toMatchObject({ status: 429 });
});

test('an operation costs what it is estimated to, and is refused before any subgraph is asked', async () => {
  gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '250' });
  const query = '{ orders(first: 100) { nodes { id } } }';
  const asked = await postJson(gateway, { query }, { 'x-show-cost': 'yes' });
  const { estimated } = asked.body.extensions.cost;
  expect(estimated).toBeGreaterThan(100);
  expect(estimated).toBeLessThan(125);
  expect(asked.body.errors[0].extensions.code).toBe('SUBREQUEST_HTTP_ERROR');
  expect((await postJson(gateway, { query })).body.errors[0].extensions.code).toBe('SUBREQUEST_HTTP_ERROR');
  const refused = await postJson(gateway, { query });
  expect(refused).toMatchObject(rateLimited(250, estimated));
  expect(refused.body.data).toBeUndefined();
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1);
  expect(await postJson(gateway, operation)).toMatchObject(allowed);
});

test('0 limits nothing', async () => {
  gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '0', FAILED_TOKENS_PER_MINUTE: '0' });
  for (let n = 0; n < 20; n += 1) {
    expect(await postJson(gateway, operation)).toMatchObject(allowed);
    expect(await postJson(gateway, operation, { authorization: 'Bearer x' })).toMatchObject({ status: 401 });
  }
});

test('a limiter with a store that gateways share replaces the one in memory', async () => {
  const taken: unknown[] = [];
  gateway = await startTestGateway(
    {},
    {
      rateLimiter: {
        perMinute: 7,
        take: async (key, cost) => {
          taken.push([key, cost]);
          return taken.length === 1 ? { allowed: true } : { allowed: false, retryAfterSeconds: 42 };
        },
      },
    },
  );
  expect(await postJson(gateway, operation)).toMatchObject(allowed);
  const refused = await postJson(gateway, operation);
  expect(refused).toMatchObject(rateLimited(7));
  expect(refused.headers.get('retry-after')).toBe('42');
  expect(taken).toEqual(Array(2).fill([`subject ${staff.subject}`, 1]));
});

test('the planning of a new operation is charged to its caller, and a known operation is not', async () => {
  const charged: [string, number][] = [];
  const take = (): RateVerdict => ({ allowed: true });
  const charge = (key: string, cost: number): void => void charged.push([key, cost]);
  gateway = await startTestGateway({}, { rateLimiter: { perMinute: 1e9, take, charge } });
  const query = '{ orders(first: 2) { nodes { id customer { name } } } }';
  await postJson(gateway, { query });
  await postJson(gateway, { query }, await as(2));
  expect(charged).toEqual([[`subject ${staff.subject}`, expect.any(Number)]]);
  // At least a microsecond, and less than the test may take.
  expect(charged[0]?.[1]).toBeGreaterThan(33);
  expect(charged[0]?.[1]).toBeLessThan(1e9);
});

test('planning beyond the remaining budget of a client is charged to later minutes of that client only', async () => {
  const buckets = createTokenBuckets(1e6);
  const charge = (key: string): void => buckets.charge(key, 1e9);
  gateway = await startTestGateway({}, { rateLimiter: { ...buckets, charge } });
  await postJson(gateway, { query: '{ orders(first: 3) { nodes { id customer { name } } } }' });
  const refused = await postJson(gateway, operation);
  expect(refused).toMatchObject(rateLimited(1e6));
  // The charge is at most one minute's allowance, however long planning took.
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(61);
  expect(await postJson(gateway, operation, await as(2))).toMatchObject(allowed);
});

function rateLimited(limit: number, figure = 1) {
  return {
    status: 429,
    body: {
      errors: [
        {
          message: expect.stringMatching(`${limit} a minute`),
          extensions: {
            code: 'REQUEST_RATE_LIMITED',
            limit,
            figure,
            retryAfterSeconds: expect.any(Number),
          },
        },
      ],
    },
  };
}

async function as(n: number): Promise<{ readonly authorization: string }> {
  return { authorization: `Bearer ${await gateway.tokenOf(customer(n))}` };
}

/** Sends a request without a token. */
async function askFrom(forwardedFor: string): Promise<GatewayReply> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwardedFor },
    body: JSON.stringify(operation),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
