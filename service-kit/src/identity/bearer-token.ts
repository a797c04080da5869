/**
 * Returns the token of an `Authorization: Bearer …` header (RFC 6750), or undefined if the header is absent or
 * malformed.
 */
export function readBearerToken(authorization: string | undefined): string | undefined {
  return authorization?.match(/^Bearer +([\w.~+/-]+=*)$/i)?.[1];
}
