import { createHash } from 'node:crypto';
import { ExpectedError } from '../errors.ts';

/** Checks for the keys of a returned cursor, one for each key. */
export type KeyChecks = readonly ((key: string) => boolean)[];

/**
 * Returns whether a key is a time as `Date.prototype.toISOString` writes it and as PostgreSQL accepts it: not in the
 * year 0, no February 31.
 */
export const isTimestamp = (key: string): boolean =>
  /^(?!0000)\d{4}-/.test(key) && new Date(Date.parse(key) || 0).toISOString() === key;

/**
 * Writes the position of an item in a list as an opaque cursor. A checksum binds it to its list and detects changes.
 * The cursor is not secret and grants no access.
 */
export function writeCursor(list: string, keys: readonly string[]): string {
  return Buffer.from(JSON.stringify([checksum(list, keys), ...keys])).toString('base64url');
}

/** Returns the keys of a cursor of this list. Throws BAD_USER_INPUT for anything else. */
export function readCursor(list: string, cursor: string, checks: KeyChecks): readonly string[] {
  const [, ...keys] = decode(cursor);
  const valid = keys.length === checks.length && keys.every((key, index) => checks[index]?.(key));
  // Compares the whole cursor, checksum included: base64 and JSON can encode the same keys in several ways.
  if (!valid || cursor !== writeCursor(list, keys)) {
    throw new ExpectedError('BAD_USER_INPUT', '"after" must be an unchanged cursor from this list.');
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
