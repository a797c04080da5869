import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { exportJWK } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createProviderKey,
  type IdentityProvider,
  type ProviderKey,
  providerAudience,
  providerIssuer,
  signWith,
  startIdentityProvider,
} from '../graph/identity-provider.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

let provider: IdentityProvider;
let key: ProviderKey;
const gateways: TestGateway[] = [];
const cooldownMs = 500;

beforeEach(async () => {
  provider = await startIdentityProvider();
  key = await createProviderKey();
  provider.publish(key);
});

afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  await provider.die();
  vi.useRealTimers();
});

test('a token is accepted if its algorithm is allowed, and 401 if not', async () => {
  const algorithms = ['ES256', 'RS256', 'PS512', 'ES384', 'EdDSA'];
  const keys = await Promise.all(algorithms.map((alg) => createProviderKey(alg)));
  provider.publish(...keys);
  for (const allowed of algorithms) {
    const gateway = await start({ TOKEN_ALGORITHMS: allowed });
    for (const signer of keys) {
      const reply = await ask(gateway, await signWith(signer));
      const expected = signer.alg === allowed ? { status: 200 } : invalidToken;
      expect(reply, `${signer.alg} where ${allowed} is allowed`).toMatchObject(expected);
    }
  }
});

test('a provider replaces its key, and no token that it signs is refused', async () => {
  const gateway = await start();
  const old = await signWith(key);
  expect((await ask(gateway, old)).status).toBe(200);
  for (let rotation = 0; rotation < 3; rotation += 1) {
    const next = await createProviderKey();
    provider.publish(next);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await ask(gateway, await signWith(next))).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  }
  expect(await ask(gateway, old), 'what was verified with a key that is gone').toMatchObject(invalidToken);
});

test('requests with an unknown key share one request to the provider', async () => {
  const gateway = await start();
  const next = await createProviderKey();
  provider.publish(key, next);
  const before = provider.requests();
  await Promise.all(Array.from({ length: 20 }, async () => ask(gateway, await signWith(next))));
  expect(provider.requests() - before).toBe(1);
});

test('made-up keys cause one request to the provider per cooldown, and valid tokens pass', async () => {
  const gateway = await start();
  const forger = await createProviderKey();
  const [before, since] = [provider.requests(), performance.now()];
  const good = await signWith(key);
  const replies = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      if (index % 10 === 0) return ask(gateway, good);
      return ask(gateway, await signWith(forger, { header: { kid: randomUUID() } }));
    }),
  );
  const cooldowns = Math.ceil((performance.now() - since) / cooldownMs);
  expect(replies.map(({ status }) => status)).toEqual(
    replies.map((_, index) => (index % 10 === 0 ? 200 : 401)),
  );
  expect(provider.requests() - before).toBeLessThanOrEqual(1 + cooldowns);
});

test('a key that was not found is not requested again before the end of the cooldown', async () => {
  // The clock stands still, so that no cooldown ends.
  vi.useFakeTimers({ toFake: ['performance'] });
  const gateway = await start();
  const forger = await createProviderKey();
  expect(await ask(gateway, await signWith(forger))).toMatchObject(invalidToken);
  const before = provider.requests();
  expect(await ask(gateway, await signWith(forger))).toMatchObject(invalidToken);
  expect(provider.requests()).toBe(before);
});

test('during a long cooldown an unknown key is refused with Retry-After', async () => {
  const gateway = await start({ CLIENT_JWKS_COOLDOWN_MS: '60000' });
  const reply = await ask(gateway, await signWith(await createProviderKey()));
  expect(reply).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
  expect(Number(reply.retryAfter)).toBeGreaterThan(50);
});

test('while the provider is down its last keys stay in use, and no valid token is called invalid', async () => {
  const gateway = await start({ CLIENT_JWKS_REFRESH_MS: '1000' });
  await provider.die();
  await expect
    .poll(async () => (await ask(gateway, await signWith(await createProviderKey()))).status)
    .toBe(503);
  expect((await ask(gateway, await signWith(key))).status).toBe(200);
  const next = await createProviderKey();
  expect(await ask(gateway, await signWith(next))).toMatchObject({
    status: 503,
    retryAfter: expect.stringMatching(/^[1-9]\d*$/),
    code: 'SERVICE_UNAVAILABLE',
  });
  provider.publish(next);
  await provider.revive();
  await expect.poll(async () => (await ask(gateway, await signWith(next))).status).toBe(200);
});

test('while the provider is down, a token that no key could make valid is 401', async () => {
  const gateway = await start();
  await provider.die();
  const next = await createProviderKey();
  const past = Math.floor(Date.now() / 1000) - 600;
  for (const token of [
    'garbage',
    await signWith(next, { claims: { exp: past } }),
    await signWith(next, { claims: { iss: 'https://somebody.example/' } }),
    await signWith(next, { claims: { aud: 'another' } }),
    await signWith(await createProviderKey('PS256')),
    await signWith(next, { header: { typ: 'supergraph-internal+jwt' } }),
  ]) {
    expect(await ask(gateway, token)).toMatchObject(invalidToken);
  }
});

const lies: Readonly<Record<string, RequestListener>> = {
  'an error': (_, response) => response.writeHead(500).end('{"keys":[]}'),
  'a page': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
  'no keys': (_, response) => response.end('{"keys":[]}'),
  'keys of a wrong type': (_, response) => response.end('{"keys":{"0":{}}}'),
  null: (_, response) => response.end('null'),
  'invalid keys': (_, response) => response.end('{"keys":[null,7,{"kty":"EC"},{"kty":["RSA"]}]}'),
  'a shared secret': (_, response) => response.end('{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"s"}]}'),
  'half of an answer': (_, response) => {
    response.writeHead(200, { 'content-length': 1000 }).write('{"keys":[');
    response.destroy();
  },
  'no end': (_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('{"keys":[{"kty":"EC","x":"'.padEnd(65_536, 'x')));
    };
    response.on('drain', more);
    more();
  },
  nothing: () => {},
  'the address of another': (_, response) =>
    response.writeHead(307, { location: 'http://127.0.0.1:9/jwks' }).end(),
};

test('a provider that answers with anything but a key set changes nothing', async () => {
  const gateway = await start({ CLIENT_JWKS_COOLDOWN_MS: '100', CLIENT_JWKS_TIMEOUT_MS: '1000' });
  const forger = await createProviderKey();
  for (const [what, lie] of Object.entries(lies)) {
    const [before, codes] = [provider.requests(), new Set<unknown>()];
    provider.behave(lie);
    // The gateway requests the keys again after the cooldown only.
    await expect
      .poll(async () => {
        const unknown = await signWith(forger, { header: { kid: randomUUID() } });
        codes.add((await ask(gateway, unknown)).code);
        return provider.requests();
      })
      .toBeGreaterThan(before);
    expect([...codes], what).toEqual(['SERVICE_UNAVAILABLE']);
    expect((await ask(gateway, await signWith(key))).status, what).toBe(200);
  }
});

test('a key set that contains a private key is refused', async () => {
  const gateway = await start();
  const careless = await createProviderKey();
  const secret = { ...(await exportJWK(careless.privateKey)), kid: careless.kid };
  provider.publish(key, secret);
  expect((await ask(gateway, await signWith(careless))).status).toBe(503);
});

test('keys that cannot verify signatures are ignored, and the others are used', async () => {
  const [encrypting, wrong, small] = await Promise.all([
    createProviderKey('RS256'),
    createProviderKey('ES256'),
    createProviderKey('RS256'),
  ]);
  provider.publish(
    { ...encrypting.publicKey, use: 'enc' },
    { ...wrong.publicKey, alg: 'ES384' },
    { ...small.publicKey, n: (small.publicKey.n ?? '').slice(0, 170) },
    { kty: 'OKP', crv: 'X25519', x: 'AAAA', kid: 'x' },
    key,
  );
  const gateway = await start({ TOKEN_ALGORITHMS: 'ES256,ES384,RS256' });
  expect((await ask(gateway, await signWith(key))).status).toBe(200);
  for (const unusable of [encrypting, wrong, small])
    expect(await ask(gateway, await signWith(unusable))).toMatchObject(invalidToken);
});

test('a token without a key id is verified with each suitable key', async () => {
  const others = await Promise.all([createProviderKey(), createProviderKey(), createProviderKey('RS256')]);
  provider.publish(...others, key);
  const gateway = await start();
  expect((await ask(gateway, await signWith(key, { header: { kid: undefined } }))).status).toBe(200);
  const forged = await signWith(await createProviderKey(), { header: { kid: undefined } });
  expect(await ask(gateway, forged)).toMatchObject(invalidToken);
});

test('a key that is withdrawn is refused once the keys are read again, though its token was verified', async () => {
  const gateway = await start({ CLIENT_JWKS_REFRESH_MS: '1000' });
  const [old, next] = [await signWith(key), await createProviderKey()];
  expect((await ask(gateway, old)).status).toBe(200);
  provider.publish(next);
  await expect.poll(async () => (await ask(gateway, old)).status).toBe(401);
});

test('a gateway started before its provider is not ready, and serves once the provider answers', async () => {
  await provider.die();
  const gateway = await start();
  expect((await fetch(`${gateway.origin}/ready`)).status).toBe(503);
  expect((await fetch(`${gateway.origin}/health`)).status).toBe(200);
  const token = await signWith(key);
  expect(await ask(gateway, token)).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
  expect((await ask(gateway, 'garbage')).status).toBe(401);
  await provider.revive();
  await expect.poll(async () => (await fetch(`${gateway.origin}/ready`)).status).toBe(200);
  expect((await ask(gateway, token)).status).toBe(200);
});

test('the last good keys are used for their maximum age, and no longer', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const gateway = await start({ CLIENT_JWKS_REFRESH_MS: '1000', CLIENT_JWKS_MAX_STALE_MS: '4000' });
  const token = await signWith(key);
  await provider.die();
  vi.advanceTimersByTime(3_900);
  expect((await ask(gateway, token)).status).toBe(200);
  vi.advanceTimersByTime(200);
  expect((await ask(gateway, token)).status).toBe(503);
});

const invalidToken = { status: 401, challenge: 'Bearer error="invalid_token"', code: 'UNAUTHENTICATED' };

async function start(env: Environment = {}): Promise<TestGateway> {
  const gateway = await startTestGateway({
    CLIENT_JWKS_URL: provider.jwksUrl,
    CLIENT_JWKS_COOLDOWN_MS: String(cooldownMs),
    CLIENT_JWKS_TIMEOUT_MS: '2000',
    TOKEN_ISSUER: providerIssuer,
    TOKEN_AUDIENCE: providerAudience,
    ...env,
  });
  gateways.push(gateway);
  return gateway;
}

async function ask({ url }: TestGateway, token: string) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  const { errors } = await response.json();
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    retryAfter: response.headers.get('retry-after'),
    code: errors?.[0].extensions.code,
  };
}
