import { createHmac, createPrivateKey, type JsonWebKey, sign } from 'node:crypto';

/** Parts of a token, valid or not. No library checks them. */
export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>;
  /** Claims. Valid tokens have an object. */
  readonly claims: unknown;
  /** An EC private key for ES256, a secret for HS256, or undefined for no signature. */
  readonly key?: object | string;
}

/** Writes a compact JWT (RFC 7519) with any header and claims. */
export function forgeToken({ header, claims, key }: TokenParts): string {
  const text = [header, claims].map((part) => encode(JSON.stringify(part))).join('.');
  return `${text}.${key === undefined ? '' : encode(signatureOf(text, key))}`;
}

/** Returns the time this number of seconds from now, as claims count it: in seconds since 1970. */
export function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function signatureOf(text: string, key: object | string): Buffer {
  if (typeof key === 'string') return createHmac('sha256', key).update(text).digest();
  const privateKey = createPrivateKey({ key: { ...key } satisfies JsonWebKey, format: 'jwk' });
  return sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

function encode(part: string | Buffer): string {
  return Buffer.from(part).toString('base64url');
}
