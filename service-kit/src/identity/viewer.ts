import { ExpectedError } from '../errors.ts';

/** Who asks: the `sub` of a verified token, and its scopes (RFC 9068: `scope`, separated by spaces). */
export interface Viewer {
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
}

/** Throws FORBIDDEN, naming the scope, unless the viewer has it. */
export function requireScope(viewer: Viewer, scope: string): void {
  if (!viewer.scopes.has(scope)) throw new ExpectedError('FORBIDDEN', `This needs the scope "${scope}".`);
}

/** Throws FORBIDDEN unless the viewer is the owner of the data or has the scope. */
export function requireOwnerOrScope(viewer: Viewer, owner: string, scope: string): void {
  if (viewer.subject !== owner) requireScope(viewer, scope);
}
