import { ExpectedError } from './errors.ts';

/** Whether a text is a UUID as this graph writes it: in lower case, so that equal ids are equal texts (RFC 9562). */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/**
 * The id in lower case. Throws BAD_USER_INPUT where it cannot be one that a service of this graph gave, so
 * that one malformed id never reaches a statement that asks for many. The key of a representation may be
 * of any type.
 */
export function readId(id: unknown, argument = 'id'): string {
  const lower = typeof id === 'string' ? id.toLowerCase() : '';
  if (isUuid(lower)) return lower;
  const text = JSON.stringify(id) ?? 'missing';
  const shown = text.length > 66 ? `${text.slice(0, 65)}…` : text;
  throw new ExpectedError(
    'BAD_USER_INPUT',
    `"${argument}" must be an id that this graph gave, but is ${shown}.`,
  );
}
