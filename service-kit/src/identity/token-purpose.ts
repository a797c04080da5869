/**
 * Purpose of a token: clients send one kind to the gateway, the gateway sends another to subgraphs, and consumers of events a
 * third to the subgraphs that emit them.
 */
export type TokenPurpose = 'client' | 'internal' | 'events';

/**
 * The `typ` headers accepted for each purpose. They keep one kind from passing for the other, even if keys, issuers and
 * audiences are mixed up (RFC 8725, section 3.11). Tokens are signed with the first.
 */
export const tokenTypes = {
  client: ['JWT', 'at+jwt'],
  internal: ['supergraph-internal+jwt'],
  events: ['supergraph-events+jwt'],
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

/** Issuer of the tokens of consumers of events. Their audience is the subgraph that emits the events. */
export const eventsIssuer = 'events';

/** Lifetime of an internal token, or of one for events. It is short because a subgraph cannot check for revocation. */
export const internalTokenSeconds = 60;

/** Maximum difference between the clocks of a gateway and a subgraph. */
export const internalClockSkewMs = 5_000;
