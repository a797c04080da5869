/**
 * The token of an `Authorization: Bearer …` header (RFC 6750), or undefined where there is none
 * or it has another form.
 */
export function readBearerToken(authorization: string | undefined): string | undefined {
  return authorization?.match(/^Bearer +([\w.~+/-]+=*)$/i)?.[1];
}
