import { importJWK, type JWK, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { type TokenPurpose, tokenTypes } from './token-purpose.ts';
import type { Viewer } from './viewer.ts';

/** Signs a token that says to an audience who the viewer is; one without a subject is of nobody. */
export type TokenSigner = (viewer: Viewer, audience: string) => Promise<string>;

/** How tokens are signed. */
export interface TokenSignerOptions {
  /** The private key of this moment, EC P-256; what is signed after it changed is signed with the new one. */
  readonly privateKey: () => JWK;
  readonly purpose: TokenPurpose;
  readonly issuer: string;
  readonly ttlSeconds: number;
}

/**
 * Creates a signer of ES256 tokens. A token is handed out again until half of its life is over or the key has changed
 * (a signature costs about 90 µs), so whoever receives it has at least `ttlSeconds / 2` to use it.
 */
export function createTokenSigner(options: TokenSignerOptions): TokenSigner {
  const { privateKey, ttlSeconds } = options;
  const signed = new LRUCache<string, Promise<string>>({ max: 10_000, ttl: ttlSeconds * 500 });
  let jwk = privateKey();
  let sign = createSignature(jwk, options);
  return (viewer, audience) => {
    if (jwk !== privateKey()) {
      jwk = privateKey();
      sign = createSignature(jwk, options);
      signed.clear();
    }
    const scope = [...viewer.scopes].join(' ');
    const subject = JSON.stringify([audience, viewer.subject, scope]);
    let token = signed.get(subject);
    if (token === undefined) {
      token = sign(viewer, scope, audience);
      signed.set(subject, token);
    }
    return token;
  };
}

function createSignature(privateKey: JWK, { purpose, issuer, ttlSeconds }: TokenSignerOptions) {
  const key = importJWK(privateKey, 'ES256');
  const [typ] = tokenTypes[purpose];
  const header = { alg: 'ES256', typ, ...(privateKey.kid !== undefined && { kid: privateKey.kid }) };
  return async ({ subject }: Viewer, scope: string, audience: string): Promise<string> =>
    new SignJWT({ scope, ...(subject !== undefined && { sub: subject }) })
      .setProtectedHeader(header)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${ttlSeconds}s`)
      .sign(await key);
}
