import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  createSigningKeys,
  type DevelopmentKeys,
  developmentAudience,
  developmentIssuer,
  readOrCreateDevelopmentKeys,
} from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgeToken, secondsFromNow, type TokenParts } from '../graph/forged-token.ts';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { findLeaks } from '../graph/leaks.ts';
import { startStubServer } from '../graph/stub-server.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

let gateway: TestGateway;
let keys: DevelopmentKeys;
let connection: HttpConnection;

beforeAll(async () => {
  gateway = await startTestGateway();
  keys = await readOrCreateDevelopmentKeys(gateway.dataDir);
  connection = createHttpConnection(gateway.origin);
});

afterAll(async () => {
  connection.close();
  await gateway.stop();
});

test('a token with the right key, issuer, audience and a subject is accepted', async () => {
  expect(await askWith(`Bearer ${forge()}`)).toMatchObject({
    status: 200,
    json: { data: { __typename: 'Query' } },
  });
});

for (const typ of ['JWT', 'at+jwt', 'application/at+JWT']) {
  test(`a token of the type ${typ} is accepted`, async () => {
    expect((await askWith(`Bearer ${forge({ header: { ...ourHeader(), typ } })}`)).status).toBe(200);
  });
}

test('a request without a token is 401 and names the expected header', async () => {
  const reply = await askWith(undefined);
  expect(reply).toMatchObject(unauthenticated('Bearer'));
  expect(reply.json.errors[0].message).toContain('Authorization: Bearer <token>');
});

for (const [what, header] of Object.entries({
  'an empty one': '',
  'no scheme': 'abc.def.ghi',
  'the scheme Basic': 'Basic dXNlcjpwYXNz',
  'a scheme without a token': 'Bearer',
  'two tokens': 'Bearer a.b.c d.e.f',
  'characters that no token has': 'Bearer {"sub":"x"}',
})) {
  test(`the header Authorization with ${what} is 401 invalid_request`, async () => {
    expect(await askWith(header)).toMatchObject(unauthenticated('Bearer error="invalid_request"'));
  });
}

for (const [what, create] of Object.entries<() => string | Promise<string>>({
  'of garbage': () => 'garbage',
  'of three garbage parts': () => 'a.b.c',
  'that is enormous': () => `${'a'.repeat(4_000)}.b.c`,
  'that is good but longer than 8,192 characters': () => forge({ claims: { padding: 'x'.repeat(6_500) } }),
  'that is encrypted': () => 'a.b.c.d.e',
  'with "alg": "none"': () => forge({ header: { alg: 'none' } }, null),
  'with an algorithm in other letters': () => forge({ header: { ...ourHeader(), alg: 'es256' } }),
  'with a list of algorithms': () => forge({ header: { ...ourHeader(), alg: ['ES256', 'none'] } }),
  'without an algorithm': () => forge({ header: { kid: keys.client.privateKey.kid } }),
  'with an extension that must be understood': () =>
    forge({ header: { ...ourHeader(), crit: ['exp'], exp: secondsFromNow(60) } }),
  'whose claims are not encoded': () => forge({ header: { ...ourHeader(), crit: ['b64'], b64: false } }),
  'that holds another token': () =>
    forge({ header: { ...ourHeader(), cty: 'JWT' } }, keys.client.privateKey, forge()),
  'whose claims are a list': () => forge({}, keys.client.privateKey, [{ sub: 'somebody' }]),
  'whose key id is a number': () => forge({ header: { ...ourHeader(), kid: 7 } }),
  'whose key id is a name of JavaScript': () => forge({ header: { ...ourHeader(), kid: '__proto__' } }),
  'whose signature is in DER': () => inDer(forge()),
  'of an RSA algorithm with our EC key': () => forge({ header: { ...ourHeader(), alg: 'RS256' } }),
  'with "alg": "none" and a signature': () => forge({ header: { alg: 'none' } }),
  'signed by HS256 with the public key as secret': () => forge({ header: { alg: 'HS256' } }, publicKeyText()),
  'signed by another key': async () => forge({}, (await createSigningKeys()).privateKey),
  'signed by another key under the id of ours': async () =>
    forge({ header: ourHeader() }, (await createSigningKeys()).privateKey),
  'that brings its own key along': async () => {
    const { privateKey, publicKeys } = await createSigningKeys();
    return forge({ header: { alg: 'ES256', jwk: publicKeys.keys[0] } }, privateKey);
  },
  'of the type that the gateway signs for subgraphs': () =>
    forge({ header: { ...ourHeader(), typ: 'supergraph-internal+jwt' } }),
  'of the type of a logout token': () => forge({ header: { ...ourHeader(), typ: 'logout+jwt' } }),
  'whose type is a number': () => forge({ header: { ...ourHeader(), typ: 7 } }),
  'signed by the internal key': () => forge({}, keys.internal.privateKey),
  'whose claims were changed after it was signed': () => tamper(forge()),
  'for another audience': () => forge({ claims: { aud: 'users' } }),
  'without an audience': () => forge({ claims: { aud: undefined } }),
  'of another issuer': () => forge({ claims: { iss: 'gateway' } }),
  'without an issuer': () => forge({ claims: { iss: undefined } }),
  'that has expired': () => forge({ claims: { exp: secondsFromNow(-60) } }),
  'that never expires': () => forge({ claims: { exp: undefined } }),
  'whose expiry is beyond any number': () => forge({ claims: { exp: rawNumber('1e400') } }),
  'whose expiry is beyond all dates': () => forge({ claims: { exp: 1e300 } }),
  'whose expiry is no whole number': () => forge({ claims: { exp: secondsFromNow(60) + 0.5 } }),
  'whose issue lies far in the future': () => forge({ claims: { iat: secondsFromNow(600) } }),
  'whose issue is beyond any number': () => forge({ claims: { iat: rawNumber('-1e400') } }),
  'whose start is beyond any number': () => forge({ claims: { nbf: rawNumber('-1e400') } }),
  'that is not valid yet': () => forge({ claims: { nbf: secondsFromNow(600) } }),
  'without a subject': () => forge({ claims: { sub: undefined } }),
  'with an empty subject': () => forge({ claims: { sub: '' } }),
  'whose subject is a number': () => forge({ claims: { sub: 7 } }),
  'whose subject has the character NUL': () => forge({ claims: { sub: 'a\0b' } }),
  'whose subject has a line break': () => forge({ claims: { sub: 'a\nb' } }),
  'whose subject has half of a surrogate pair': () => forge({ claims: { sub: 'a\ud800' } }),
  'whose scope is a list': () => forge({ claims: { scope: ['users:read'] } }),
})) {
  test(`a token ${what} is 401 invalid_token`, async () => {
    const token = await create();
    const reply = await askWith(`Bearer ${token}`);
    expect(reply).toMatchObject(unauthenticated('Bearer error="invalid_token"'));
    expect(reply.text).not.toContain(token);
    expect(findLeaks(reply)).toEqual([]);
  });
}

test('a URL of a key in a token is never requested', async () => {
  const elsewhere = await startStubServer();
  const { privateKey, publicKeys } = await createSigningKeys();
  let visits = 0;
  elsewhere.behave((_, response) => {
    visits += 1;
    response.end(JSON.stringify(publicKeys));
  });
  for (const header of [
    { jku: elsewhere.url },
    { x5u: elsewhere.url },
    { jku: elsewhere.url, kid: privateKey.kid },
  ]) {
    const reply = await askWith(`Bearer ${forge({ header: { alg: 'ES256', ...header } }, privateKey)}`);
    expect(reply).toMatchObject(unauthenticated('Bearer error="invalid_token"'));
  }
  expect(visits).toBe(0);
  await elsewhere.stop();
});

test('a token outside the header Authorization is ignored', async () => {
  const token = forge();
  for (const [path, headers] of [
    [`/graphql?access_token=${token}`, {}],
    ['/graphql', { cookie: `authorization=Bearer ${token}; access_token=${token}` }],
    ['/graphql', { 'x-authorization': `Bearer ${token}`, 'x-forwarded-user': 'somebody' }],
  ] as const) {
    const body = '{"query":"{ __typename }"}';
    const reply = await connection.send({
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    expect(reply).toMatchObject(unauthenticated('Bearer'));
  }
});

test('a token issued in the near future is accepted, since clocks differ', async () => {
  expect((await askWith(`Bearer ${forge({ claims: { iat: secondsFromNow(30) } })}`)).status).toBe(200);
});

test('a token that was accepted is refused once it has expired', async () => {
  const token = forge({ claims: { exp: secondsFromNow(-3) } });
  const within = await askWith(`Bearer ${token}`);
  expect(within.status, 'clocks may differ by 5 seconds').toBe(200);
  await expect.poll(async () => (await askWith(`Bearer ${token}`)).status).toBe(401);
});

function askWith(authorization: string | undefined) {
  const headers = {
    'content-type': 'application/json',
    ...(authorization !== undefined && { authorization }),
  };
  return connection.send({ headers, body: '{"query":"{ __typename }"}' });
}

function unauthenticated(challenge: string) {
  return {
    status: 401,
    headers: { 'www-authenticate': challenge },
    json: { errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }] },
  };
}

/** Creates a valid token except for the given parts. A claim that is undefined is omitted. */
function forge(
  {
    header = ourHeader(),
    claims = {},
  }: { readonly header?: TokenParts['header']; readonly claims?: object } = {},
  key: object | string | null = keys.client.privateKey,
  payload?: unknown,
): string {
  const valid = {
    sub: 'somebody',
    iss: developmentIssuer,
    aud: developmentAudience,
    exp: secondsFromNow(60),
  };
  const content = payload ?? { ...valid, ...claims };
  return forgeToken({ header, claims: content, ...(key !== null && { key }) });
}

/** Writes a number as this text, which JavaScript may not be able to represent. */
function rawNumber(text: string): unknown {
  const rawJson: unknown = Reflect.get(JSON, 'rawJSON');
  return typeof rawJson === 'function' ? rawJson(text) : undefined;
}

function ourHeader(): Readonly<Record<string, unknown>> {
  return { alg: 'ES256', kid: keys.client.privateKey.kid };
}

function publicKeyText(): string {
  const [jwk] = keys.client.publicKeys.keys;
  return createPublicKey({ key: { ...jwk }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();
}

function inDer(token: string): string {
  const [header = '', claims = ''] = token.split('.');
  const key = createPrivateKey({ key: { ...keys.client.privateKey }, format: 'jwk' });
  const signature = sign('sha256', Buffer.from(`${header}.${claims}`), key);
  return [header, claims, signature.toString('base64url')].join('.');
}

function tamper(token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), scope: 'users:read' };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}
