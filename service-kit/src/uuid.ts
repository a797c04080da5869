import { ExpectedError } from './errors.ts';

/** Returns whether a text is a UUID in lower case (RFC 9562). One spelling per id makes equal ids equal texts. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/**
 * Returns the id in lower case. Throws BAD_USER_INPUT if it is not a UUID, so that one malformed id never fails a
 * statement for many ids. The key of a representation may be of any type.
 */
export function readId(id: unknown, argument = 'id'): string {
  const lower = typeof id === 'string' ? id.toLowerCase() : '';
  if (isUuid(lower)) return lower;
  const text = JSON.stringify(id) ?? 'missing';
  const shown = text.length > 66 ? `${text.slice(0, 65)}…` : text;
  throw new ExpectedError('BAD_USER_INPUT', `"${argument}" must be a UUID, but is ${shown}.`);
}
