/** Purpose of a token: clients send one kind to the gateway, and the gateway sends another to subgraphs. */
export type TokenPurpose = 'client' | 'internal';

/**
 * The `typ` headers accepted for each purpose. They keep one kind from passing for the other, even if keys, issuers and
 * audiences are mixed up (RFC 8725, section 3.11). Tokens are signed with the first.
 */
export const tokenTypes = {
  client: ['JWT', 'at+jwt'],
  internal: ['supergraph-internal+jwt'],
} as const satisfies Readonly<Record<TokenPurpose, readonly string[]>>;

/** Returns whether the `typ` of a token fits a purpose. Identity providers may omit it; the gateway never does. */
export function isTypeFor(purpose: TokenPurpose, typ: unknown): boolean {
  if (typ === undefined) return purpose === 'client';
  if (typeof typ !== 'string') return false;
  const name = typ.toLowerCase().replace(/^application\//, '');
  return tokenTypes[purpose].some((type) => type.toLowerCase() === name);
}

/** Issuer of the tokens that a gateway sends to subgraphs. Their audience is the subgraph's name. */
export const internalIssuer = 'gateway';

/** Lifetime of an internal token. It is short because a subgraph cannot check for revocation. */
export const internalTokenSeconds = 60;

/** Maximum difference between the clocks of a gateway and a subgraph. */
export const internalClockSkewMs = 5_000;
