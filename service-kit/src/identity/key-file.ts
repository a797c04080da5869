import { readFileSync } from 'node:fs';
import type { JSONWebKeySet, JWK } from 'jose';
import type { Variable } from '../config.ts';

/** A variable that names a file with one private EC P-256 key as a JWK (RFC 7517). */
export function privateKeyFile(name: string): Variable<JWK> {
  return {
    name,
    parse: (file) => {
      const key = readJwk(readJson(file), 'the file it names');
      if (key.d === undefined) throw new Error('must name a file with a private key');
      return key;
    },
  };
}

/** A variable that names a file with public EC P-256 keys as a JWK set. A private key in it is refused. */
export function publicKeysFile(name: string): Variable<JSONWebKeySet> {
  return {
    name,
    parse: (file) => {
      const set = readJson(file);
      const keys: unknown = isObject(set) ? Reflect.get(set, 'keys') : undefined;
      if (!Array.isArray(keys) || keys.length === 0) throw new Error('must name a file with a JWK set');
      return { keys: keys.map((key, index) => readPublicJwk(key, `key ${index} of the file it names`)) };
    },
  };
}

/** Checks that a value is an EC P-256 JWK; `what` names it in the error. */
export function readJwk(value: unknown, what: string): JWK {
  if (isObject(value)) {
    const { kty, crv, x, y, d, kid } = value as Readonly<Record<string, unknown>>;
    if (kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string') {
      const named = typeof kid === 'string' ? { kid } : {};
      return { kty, crv, x, y, alg: 'ES256', ...named, ...(typeof d === 'string' ? { d } : {}) };
    }
  }
  throw new Error(`must be a JWK with "kty": "EC" and "crv": "P-256" (${what} is not)`);
}

function readPublicJwk(value: unknown, what: string): JWK {
  const key = readJwk(value, what);
  if (key.d !== undefined) throw new Error(`must hold public keys only, but ${what} is private`);
  return key;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error('must name a readable JSON file');
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
