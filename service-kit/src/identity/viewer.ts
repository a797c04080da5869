import { ExpectedError } from '../errors.ts';

/** The caller: the `sub` of a verified token, and its scopes (RFC 9068: `scope`, separated by spaces). */
export interface Viewer {
  /** Undefined for a caller without a token, who owns nothing and has no scopes. */
  readonly subject: string | undefined;
  readonly scopes: ReadonlySet<string>;
  /** Time at which the token expires, in milliseconds since 1970; undefined if the caller has none. */
  readonly expiresAt?: number | undefined;
}

export const anonymous: Viewer = { subject: undefined, scopes: new Set() };

/** Throws FORBIDDEN, naming the scope, unless the viewer has it. Throws UNAUTHENTICATED if the viewer is anonymous. */
export function requireScope(viewer: Viewer, scope: string): void {
  if (viewer.scopes.has(scope)) return;
  if (viewer.subject === undefined)
    throw new ExpectedError('UNAUTHENTICATED', `This needs a token with the scope "${scope}".`);
  throw new ExpectedError('FORBIDDEN', `This needs the scope "${scope}".`);
}

/** Throws as `requireScope` does, unless the viewer owns the data or has the scope. */
export function requireOwnerOrScope(viewer: Viewer, owner: string, scope: string): void {
  if (viewer.subject !== owner) requireScope(viewer, scope);
}
