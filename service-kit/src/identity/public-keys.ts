import { createPublicKey } from 'node:crypto';
import type { JSONWebKeySet, JWK } from 'jose';

/**
 * The keys of a JWK set (RFC 7517) that can verify signatures; the others in it are left out, as for encryption or
 * of a kind that is not known. Throws where there are none left, and for the whole set where a secret is in it: whoever
 * publishes that has lost it.
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

/** More than any issuer has, and few enough to compare. */
const maxKeys = 100;

/** RFC 7518, section 3.3: a key of size 2048 bits or larger must be used. */
const minRsaBits = 2048;

const curves: ReadonlySet<unknown> = new Set(['P-256', 'P-384', 'P-521', 'Ed25519']);

/** The members that matter of a key that can be used, or why it cannot. */
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

/** The size of an RSA key, 0 for another one, undefined where it is no key. */
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
