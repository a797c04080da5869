import { importJWK, type JWK, SignJWT } from 'jose';
import { type TokenPurpose, tokenTypes } from './token-purpose.ts';
import type { Viewer } from './viewer.ts';

/** Signs a token that says to an audience who the viewer is; one without a subject is of nobody. No promise where it is there. */
export type TokenSigner = (viewer: Viewer, audience: string) => string | Promise<string>;

/** How tokens are signed. */
export interface TokenSignerOptions {
  /** The private key of this moment, EC P-256; what is signed after it changed is signed with the new one. */
  readonly privateKey: () => JWK;
  readonly purpose: TokenPurpose;
  readonly issuer: string;
  readonly ttlSeconds: number;
}

/**
 * Creates a signer of ES256 tokens. A viewer's token is handed out again, for as long as that object is kept, until half of its
 * life is over or the key has changed (a signature costs about 90 µs), so whoever receives it has at least `ttlSeconds / 2`
 * to use it.
 */
export function createTokenSigner(options: TokenSignerOptions): TokenSigner {
  const { privateKey, ttlSeconds } = options;
  let jwk = privateKey();
  let sign = createSignature(jwk, options);
  // By the object, as building a key of subject and scopes for each request would cost more than the rest.
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
  /** By `performance.now()`. */
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
