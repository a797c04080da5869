import { importJWK, type JWK, SignJWT } from 'jose';
import { type TokenPurpose, tokenTypes } from './token-purpose.ts';
import type { Viewer } from './viewer.ts';

/**
 * Signs a token that names the viewer to an audience. An anonymous viewer's token has no subject. Returns a cached
 * token without a promise.
 */
export type TokenSigner = (viewer: Viewer, audience: string) => string | Promise<string>;

export interface TokenSignerOptions {
  /** Returns the current private key (EC P-256). After it changes, new tokens are signed with the new key. */
  readonly privateKey: () => JWK;
  readonly purpose: TokenPurpose;
  readonly issuer: string;
  readonly ttlSeconds: number;
}

/**
 * Creates a signer of ES256 tokens. Caches tokens by viewer object until half their lifetime has passed or the key has
 * changed, since a signature costs about 90 µs. A receiver therefore has at least `ttlSeconds / 2` to use a token.
 */
export function createTokenSigner(options: TokenSignerOptions): TokenSigner {
  const { privateKey, ttlSeconds } = options;
  let jwk = privateKey();
  let sign = createSignature(jwk, options);
  // Keyed by the object: building a key from subject and scopes for each request would cost more than the rest.
  let signed = new WeakMap<Viewer, Map<string, Signed>>();
  return (viewer, audience) => {
    if (jwk !== privateKey()) {
      jwk = privateKey();
      sign = createSignature(jwk, options);
      signed = new WeakMap();
    }
    const now = performance.now();
    const tokens = signed.get(viewer) ?? new Map<string, Signed>();
    signed.set(viewer, tokens);
    const known = tokens.get(audience);
    if (known !== undefined && now < known.freshUntil) return known.token;
    const token = sign(viewer, audience);
    const signing: Signed = { token, freshUntil: now + ttlSeconds * 500 };
    tokens.set(audience, signing);
    token.then(
      (text) => {
        signing.token = text;
      },
      () => tokens.delete(audience),
    );
    return token;
  };
}

interface Signed {
  token: string | Promise<string>;
  /** Time on the `performance.now()` clock. */
  readonly freshUntil: number;
}

function createSignature(privateKey: JWK, { purpose, issuer, ttlSeconds }: TokenSignerOptions) {
  const key = importJWK(privateKey, 'ES256');
  const [typ] = tokenTypes[purpose];
  const header = { alg: 'ES256', typ, ...(privateKey.kid !== undefined && { kid: privateKey.kid }) };
  return async ({ subject, scopes }: Viewer, audience: string): Promise<string> =>
    new SignJWT({ scope: [...scopes].join(' '), ...(subject !== undefined && { sub: subject }) })
      .setProtectedHeader(header)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${ttlSeconds}s`)
      .sign(await key);
}
