import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet, JWK } from 'jose';
import type { Variable } from '../config.ts';
import { variable } from '../variables.ts';
import { readPublicKeys } from './public-keys.ts';

/** A key file that was valid when the process started and may be replaced while it runs. */
export interface KeyFile<T> {
  readonly path: string;
  readonly initial: T;
  /** Reads the current contents. Rejects if they are unusable; the error reveals none of them. */
  readonly read: () => Promise<T>;
}

/**
 * Creates a variable that names a file with one private EC P-256 key as a JWK (RFC 7517). The key must have a `kid`.
 */
export function privateKeyFile(name: string, about: string): Variable<KeyFile<JWK>> {
  return keyFile(name, about, (value) => {
    const key = readPrivateJwk(value, 'the file it names');
    if (key.kid === undefined) throw new Error('must name a file with a key that has a "kid"');
    return key;
  });
}

/** Creates a variable that names a file with public keys as a JWK set. A secret key in the file is refused. */
export function publicKeysFile(name: string, about: string): Variable<KeyFile<JSONWebKeySet>> {
  return keyFile(name, about, (value) => {
    try {
      return readPublicKeys(value);
    } catch (error) {
      throw new Error(`must name a valid JWK set: it ${error instanceof Error ? error.message : error}`);
    }
  });
}

/** Checks that a value is a private EC P-256 JWK; `what` names it in the error. */
export function readPrivateJwk(value: unknown, what: string): JWK {
  if (typeof value === 'object' && value !== null) {
    const { kty, crv, x, y, d, kid }: Readonly<Record<string, unknown>> = { ...value };
    const isText = typeof x === 'string' && typeof y === 'string' && typeof d === 'string';
    if (kty === 'EC' && crv === 'P-256' && isText && isKey({ kty, crv, x, y, d }))
      return { kty, crv, x, y, d, alg: 'ES256', ...(typeof kid === 'string' && { kid }) };
  }
  throw new Error(`must be a private JWK with "kty": "EC" and "crv": "P-256" (${what} is not)`);
}

/**
 * Declares a variable that names a key file. Its value is secret, since an operator may set the key itself by
 * mistake.
 */
function keyFile<T>(name: string, about: string, check: (value: unknown) => T): Variable<KeyFile<T>> {
  const parse = (path: string): KeyFile<T> => ({
    path,
    initial: check(readJson(() => readFileSync(path, 'utf8'))),
    read: async () => {
      const text = await readFile(path, 'utf8');
      return check(readJson(() => text));
    },
  });
  return variable(name, { about, accepts: 'JSON file', secret: true, parse });
}

/** Parses JSON. Replaces the parser's message, which would quote text that may belong to a private key. */
function readJson(read: () => string): unknown {
  try {
    return JSON.parse(read());
  } catch {
    throw new Error('must name a readable JSON file');
  }
}

function isKey(jwk: Readonly<Record<string, string>>): boolean {
  try {
    createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
