import { createHmac, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createSigningKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { forgeToken, secondsFromNow, type TokenParts } from '../../graph/forged-token.ts';
import { providerAudience, providerIssuer } from '../../graph/identity-provider.ts';
import { staff } from '../../graph/people.ts';
import type { AttackedSystem } from '../system/attacked-system.ts';

/** Function that creates an invalid token. */
export type Forgery = (system: AttackedSystem) => string | Promise<string>;

/** Tokens that must be refused, by problem. */
export const tokenForgeries: Readonly<Record<string, readonly [sends: string, create: Forgery]>> = {
  garbage: ['three words of garbage', () => 'aaaa.bbbb.cccc'],
  'huge-token': [
    'a valid token of 12 KB',
    (system) => forgeClientToken(system, { claims: { padding: 'x'.repeat(9_000) } }),
  ],
  'alg-none': [
    '"alg": "none" and no signature',
    (system) => forgeClientToken(system, { header: { alg: 'none' }, key: null }),
  ],
  'alg-none-in-capitals': [
    '"alg": "NoNe"',
    (system) => forgeClientToken(system, { header: { alg: 'NoNe' }, key: null }),
  ],
  'alg-none-with-key-id': [
    '"alg": "none" with the id of a valid key',
    (system) => forgeClientToken(system, { header: { ...goodHeader(system), alg: 'none' }, key: null }),
  ],
  'no-signature': [
    'a valid token without its signature',
    (system) => forgeClientToken(system, { key: null }),
  ],
  'hs256-with-public-pem': [
    'HS256 with our public key (PEM) as the secret',
    (system) =>
      forgeClientToken(system, { header: { ...goodHeader(system), alg: 'HS256' }, key: publicPem(system) }),
  ],
  'hs256-with-public-jwk': [
    'HS256 with our public key (JWK) as the secret',
    (system) =>
      forgeClientToken(system, {
        header: { ...goodHeader(system), alg: 'HS256' },
        key: JSON.stringify(system.keys.client.publicKeys.keys[0]),
      }),
  ],
  'hs256-with-empty-secret': ['HS256 with an empty secret', (system) => hs256WithEmptySecret(system)],
  'rs256-with-ec-key': [
    'RS256 in the header, our EC signature below',
    (system) => forgeClientToken(system, { header: { ...goodHeader(system), alg: 'RS256' } }),
  ],
  'rs256-foreign': ['RS256 of a key of the attacker', (system) => forgeRs256(system)],
  'es256-foreign': [
    'ES256 of a key of the attacker with our key id',
    async (system) => forgeClientToken(system, { key: (await createSigningKeys()).privateKey }),
  ],
  'psychic-signature': [
    'a signature of zeros',
    (system) => withSignature(forgeClientToken(system), Buffer.alloc(64)),
  ],
  'changed-claims': [
    'a customer’s token whose scopes were changed',
    (system) => tamper(forgeClientToken(system, { claims: { scope: '' } })),
  ],
  'wrong-type': [
    'the type of an internal token',
    (system) =>
      forgeClientToken(system, { header: { ...goodHeader(system), typ: 'supergraph-internal+jwt' } }),
  ],
  'id-token': [
    'the type of a logout token',
    (system) => forgeClientToken(system, { header: { ...goodHeader(system), typ: 'logout+jwt' } }),
  ],
  'internal-token': [
    'a token of the gateway for users',
    (system) => system.keys.internalTokenOf(staff, 'users'),
  ],
  'internal-key': [
    'a client’s token signed by the internal key',
    (system) =>
      forgeClientToken(system, {
        header: { alg: 'ES256', kid: system.keys.internal.privateKey.kid },
        key: system.keys.internal.privateKey,
      }),
  ],
  'internal-key-under-our-id': [
    'the same with the id of the clients’ key',
    (system) => forgeClientToken(system, { key: system.keys.internal.privateKey }),
  ],
  'kid-of-files': [
    'a key id that is a path',
    (system) => forgeClientToken(system, { header: { alg: 'ES256', kid: '../../../../dev/null' } }),
  ],
  'kid-of-sql': [
    'a key id that is SQL',
    (system) => forgeClientToken(system, { header: { alg: 'ES256', kid: "x' union select 'k" } }),
  ],
  'kid-of-javascript': [
    'the key id __proto__',
    (system) => forgeClientToken(system, { header: { alg: 'ES256', kid: '__proto__' } }),
  ],
  'kid-as-list': [
    'a list of key ids',
    (system) =>
      forgeClientToken(system, { header: { alg: 'ES256', kid: [system.keys.client.privateKey.kid] } }),
  ],
  jku: [
    'jku: the address of a key set of the attacker',
    async (system) =>
      forgeClientToken(system, {
        header: { alg: 'ES256', kid: 'mine', jku: `${system.falseOrders.url}/jwks` },
        key: (await createSigningKeys()).privateKey,
      }),
  ],
  x5u: [
    'x5u: the address of a certificate of the attacker',
    async (system) =>
      forgeClientToken(system, {
        header: { alg: 'ES256', x5u: `${system.falseOrders.url}/certificate` },
        key: (await createSigningKeys()).privateKey,
      }),
  ],
  'jwk-in-header': [
    'jwk: the key of the attacker in the token itself',
    async (system) => {
      const { privateKey, publicKeys } = await createSigningKeys();
      return forgeClientToken(system, { header: { alg: 'ES256', jwk: publicKeys.keys[0] }, key: privateKey });
    },
  ],
  crit: [
    'an unknown critical extension',
    (system) =>
      forgeClientToken(system, { header: { ...goodHeader(system), crit: ['role'], role: 'admin' } }),
  ],
  b64: [
    'claims that are not encoded (b64: false)',
    (system) => forgeClientToken(system, { header: { ...goodHeader(system), crit: ['b64'], b64: false } }),
  ],
  nested: [
    'a token in a token',
    (system) =>
      forgeClientToken(system, {
        header: { ...goodHeader(system), cty: 'JWT' },
        payload: forgeClientToken(system),
      }),
  ],
  encrypted: ['five parts, as of an encrypted token', () => 'a.b.c.d.e'],
  expired: [
    'a token that expired a minute ago',
    (system) => forgeClientToken(system, { claims: { exp: secondsFromNow(-60) } }),
  ],
  'no-expiry': [
    'a token that never expires',
    (system) => forgeClientToken(system, { claims: { exp: undefined } }),
  ],
  'expiry-as-text': [
    'an expiry that is a string',
    (system) => forgeClientToken(system, { claims: { exp: '9999999999' } }),
  ],
  'expiry-beyond-dates': [
    'an expiry beyond any date',
    (system) => forgeClientToken(system, { claims: { exp: 1e300 } }),
  ],
  'issued-later': [
    'a token that is issued in ten minutes',
    (system) => forgeClientToken(system, { claims: { iat: secondsFromNow(600) } }),
  ],
  'subject-with-nul': [
    'a subject with the character NUL',
    (system) => forgeClientToken(system, { claims: { sub: 'a\0b' } }),
  ],
  'not-yet-valid': [
    'a token that becomes valid in ten minutes',
    (system) => forgeClientToken(system, { claims: { nbf: secondsFromNow(600) } }),
  ],
  'wrong-audience': [
    'a token for another audience',
    (system) => forgeClientToken(system, { claims: { aud: 'https://other.example.com/' } }),
  ],
  'no-audience': [
    'a token without an audience',
    (system) => forgeClientToken(system, { claims: { aud: undefined } }),
  ],
  'audience-with-suffix': [
    'our audience with a suffix',
    (system) => forgeClientToken(system, { claims: { aud: `${providerAudience}x` } }),
  ],
  'wrong-issuer': [
    'a token of another issuer',
    (system) => forgeClientToken(system, { claims: { iss: 'https://evil.example.com/' } }),
  ],
  'internal-issuer': [
    'a token with the issuer of the gateway',
    (system) => forgeClientToken(system, { claims: { iss: 'gateway', aud: 'users' } }),
  ],
  'no-subject': [
    'a token without a subject',
    (system) => forgeClientToken(system, { claims: { sub: undefined } }),
  ],
  'scope-as-list': [
    'scopes as a list',
    (system) => forgeClientToken(system, { claims: { scope: ['users:read'] } }),
  ],
  'claims-as-list': [
    'claims that are a list',
    (system) => forgeClientToken(system, { payload: [{ sub: staff.subject }] }),
  ],
};

/** Parts of a token that differ from a valid one. */
interface Parts {
  readonly header?: TokenParts['header'];
  readonly claims?: object;
  /** Signing key. null: no signature. default: the clients' key */
  readonly key?: object | string | null;
  readonly payload?: unknown;
}

/** Creates a valid token of staff, except for the given parts. A claim that is undefined is omitted. */
export function forgeClientToken(
  system: AttackedSystem,
  { header = goodHeader(system), claims = {}, key = system.keys.client.privateKey, payload }: Parts = {},
): string {
  const valid = {
    sub: staff.subject,
    scope: staff.scopes.join(' '),
    iss: providerIssuer,
    aud: providerAudience,
    exp: secondsFromNow(300),
    jti: randomUUID(),
  };
  return forgeToken({ header, claims: payload ?? { ...valid, ...claims }, ...(key !== null && { key }) });
}

function goodHeader({ keys }: AttackedSystem): Readonly<Record<string, unknown>> {
  return { alg: 'ES256', typ: 'JWT', kid: keys.client.privateKey.kid };
}

function publicPem({ keys }: AttackedSystem): string {
  const [jwk] = keys.client.publicKeys.keys;
  return createPublicKey({ key: { ...jwk }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();
}

function hs256WithEmptySecret(system: AttackedSystem): string {
  const [header, claims] = forgeClientToken(system, {
    header: { ...goodHeader(system), alg: 'HS256' },
    key: null,
  }).split('.');
  return `${header}.${claims}.${createHmac('sha256', '').update(`${header}.${claims}`).digest('base64url')}`;
}

function forgeRs256(system: AttackedSystem): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return forgeClientToken(system, {
    header: { ...goodHeader(system), alg: 'RS256' },
    key: privateKey.export({ format: 'jwk' }),
  });
}

function withSignature(token: string, signature: Buffer): string {
  return [...token.split('.').slice(0, 2), signature.toString('base64url')].join('.');
}

function tamper(token: string): string {
  const [header, claims = '', signature] = token.split('.');
  const changed = {
    ...JSON.parse(Buffer.from(claims, 'base64url').toString()),
    scope: staff.scopes.join(' '),
  };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}
