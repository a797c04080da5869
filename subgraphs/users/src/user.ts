import { readLine, readStorableText } from '@supergraph/service-kit/text.ts';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'DEACTIVATED';
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * Returns the name as it is stored. Throws BAD_USER_INPUT unless it has 1 to 200 characters without
 * surrounding spaces, and is one readable line.
 */
export function readName(name: string): string {
  return readLine(name.trim(), 'name', 200);
}

/** Returns the address, whose form is checked already. Throws BAD_USER_INPUT if it is too long for mail (RFC 5321). */
export function readEmail(email: string): string {
  return readStorableText(email, 'email', 254);
}

/** Returns the text to look for, or undefined if there is none. Throws BAD_USER_INPUT unless it has 1 to 100 characters. */
export function readSearch(search: string | null | undefined): string | undefined {
  return search === null || search === undefined ? undefined : readStorableText(search, 'search', 100);
}
