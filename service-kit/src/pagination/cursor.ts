import { createHash } from 'node:crypto';
import { ExpectedError } from '../errors.ts';

/** How the keys of a position are checked when a cursor comes back: one check a key. */
export type KeyChecks = readonly ((key: string) => boolean)[];

/** The key is a moment as `Date.prototype.toISOString` writes it, and one that PostgreSQL knows: not of the year 0, no February 31. */
export const isTimestamp = (key: string): boolean =>
  /^(?!0000)\d{4}-/.test(key) && new Date(Date.parse(key) || 0).toISOString() === key;

/**
 * Writes the position of an item in a list, for clients to hand back. A checksum binds it to its list, so
 * that a cursor of another list or a changed one is noticed; it is no secret, and grants nothing.
 */
export function writeCursor(list: string, keys: readonly string[]): string {
  return Buffer.from(JSON.stringify([checksum(list, keys), ...keys])).toString('base64url');
}

/** The keys of a cursor of this very list. Throws BAD_USER_INPUT for anything else. */
export function readCursor(list: string, cursor: string, checks: KeyChecks): readonly string[] {
  const [, ...keys] = decode(cursor);
  const valid = keys.length === checks.length && keys.every((key, index) => checks[index]?.(key));
  // Compared as a whole, checksum included: base64 and JSON can write the same keys in other ways.
  if (!valid || cursor !== writeCursor(list, keys)) {
    throw new ExpectedError(
      'BAD_USER_INPUT',
      '"after" must be a cursor that this very list gave, unchanged.',
    );
  }
  return keys;
}

function decode(cursor: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) && value.every((key) => typeof key === 'string') ? value : [];
  } catch {
    return [];
  }
}

function checksum(list: string, keys: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([list, ...keys]))
    .digest('base64url')
    .slice(0, 8);
}
