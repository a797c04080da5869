/** What a token is for: a client shows one to the gateway, the gateway another to a subgraph. */
export type TokenPurpose = 'client' | 'internal';

/**
 * The header `typ` of the tokens of each purpose, so that neither passes for the other even where their keys,
 * issuers and audiences are mixed up (RFC 8725, section 3.11). The first is what is signed.
 */
export const tokenTypes = {
  client: ['JWT', 'at+jwt'],
  internal: ['supergraph-internal+jwt'],
} as const satisfies Readonly<Record<TokenPurpose, readonly string[]>>;

/** Whether the `typ` of a token fits a purpose. Identity providers may leave it out; the gateway never does. */
export function isTypeFor(purpose: TokenPurpose, typ: unknown): boolean {
  if (typ === undefined) return purpose === 'client';
  if (typeof typ !== 'string') return false;
  const name = typ.toLowerCase().replace(/^application\//, '');
  return tokenTypes[purpose].some((type) => type.toLowerCase() === name);
}
