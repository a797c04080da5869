import { importJWK, type JWK, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { type TokenPurpose, tokenTypes } from './token-purpose.ts';
import type { Viewer } from './viewer.ts';

/** Signs a token that says to an audience who the viewer is; one without a subject is of nobody. */
export type TokenSigner = (viewer: Viewer, audience: string) => Promise<string>;

/**
 * Creates a signer of ES256 tokens. A token is handed out again until half of its life is over (a signature
 * costs about 90 µs), so whoever receives it has at least `ttlSeconds / 2` to use it.
 */
export function createTokenSigner(options: {
  readonly privateKey: JWK;
  readonly purpose: TokenPurpose;
  readonly issuer: string;
  readonly ttlSeconds: number;
}): TokenSigner {
  const { privateKey, purpose, issuer, ttlSeconds } = options;
  const key = importJWK(privateKey, 'ES256');
  const [typ] = tokenTypes[purpose];
  const header = { alg: 'ES256', typ, ...(privateKey.kid !== undefined && { kid: privateKey.kid }) };
  const sign = async ({ subject }: Viewer, scope: string, audience: string): Promise<string> =>
    new SignJWT({ scope, ...(subject !== undefined && { sub: subject }) })
      .setProtectedHeader(header)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${ttlSeconds}s`)
      .sign(await key);
  const signed = new LRUCache<string, Promise<string>>({ max: 10_000, ttl: ttlSeconds * 500 });
  return (viewer, audience) => {
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
