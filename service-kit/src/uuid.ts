import { ExpectedError } from './errors.ts';

/** Whether a text is a UUID in its canonical form (RFC 9562), in either case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/**
 * The id in lower case. Throws BAD_USER_INPUT where it cannot be one that a service of this graph gave, so
 * that one malformed id never reaches a statement that asks for many.
 */
export function readId(id: string, argument = 'id'): string {
  if (isUuid(id)) return id.toLowerCase();
  const shown = JSON.stringify(id.length > 64 ? `${id.slice(0, 64)}…` : id);
  throw new ExpectedError(
    'BAD_USER_INPUT',
    `"${argument}" must be an id that this graph gave, but is ${shown}.`,
  );
}
