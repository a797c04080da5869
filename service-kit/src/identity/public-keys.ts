import { createPublicKey } from 'node:crypto';
import type { JSONWebKeySet, JWK } from 'jose';

/**
 * Returns the keys of a JWK set (RFC 7517) that can verify signatures. Omits others, such as encryption keys or unknown
 * kinds. Throws if none are left. Also throws if the set contains a secret key, since a published secret is
 * compromised.
 */
export function readPublicKeys(value: unknown): JSONWebKeySet {
  const keys: unknown = isObject(value) ? Reflect.get(value, 'keys') : undefined;
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('must be a JWK set with keys');
  if (keys.length > maxKeys) throw new Error(`must hold at most ${maxKeys} keys, but holds ${keys.length}`);
  const readings = keys.map((key, index) => readPublicKey(key, index));
  const usable = readings.flatMap((reading) => (typeof reading === 'string' ? [] : [reading]));
  if (usable.length > 0) return { keys: usable };
  const reasons = readings.filter((reading) => typeof reading === 'string').join(', ');
  throw new Error(`must hold a public key that verifies signatures (${reasons})`);
}

/** More keys than any issuer has, and few enough to compare. */
const maxKeys = 100;

/** RFC 7518, section 3.3: a key of size 2048 bits or larger must be used. */
const minRsaBits = 2048;

const curves: ReadonlySet<unknown> = new Set(['P-256', 'P-384', 'P-521', 'Ed25519']);

/** Returns the relevant members of a usable key, or why the key is unusable. */
function readPublicKey(value: unknown, index: number): JWK | string {
  if (!isObject(value)) return `key ${index} is no JWK`;
  const { kty, crv, x, y, n, e, d, k, kid, alg, use, key_ops: operations } = value;
  if (d !== undefined || k !== undefined || kty === 'oct')
    throw new Error(`must hold public keys only, but key ${index} is secret`);
  if (use !== undefined && use !== 'sig') return `key ${index} is not for signatures`;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return `key ${index} is not for signatures`;
  if (kty !== 'RSA' && !curves.has(crv)) return `key ${index} is of an unknown kind`;
  const material = Object.entries({ kty, crv, x, y, n, e, kid, alg }).filter(
    ([, part]) => part !== undefined,
  );
  if (!material.every(([, part]) => typeof part === 'string')) return `key ${index} is malformed`;
  const key: JWK = Object.fromEntries(material);
  const bits = rsaBitsOf(key);
  if (bits === undefined) return `key ${index} is malformed`;
  return kty === 'RSA' && bits < minRsaBits ? `key ${index} has less than ${minRsaBits} bits` : key;
}

/** Returns the size of an RSA key, 0 for another kind of key, or undefined if the value is not a key. */
function rsaBitsOf(key: JWK): number | undefined {
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' }).asymmetricKeyDetails?.modulusLength ?? 0;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
