import { readText } from '@supergraph/service-kit/text.ts';

/** Somebody who may place orders. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'DEACTIVATED';
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The name as it is kept. Throws BAD_USER_INPUT unless it has 1 to 200 characters without the spaces around it. */
export function readName(name: string): string {
  return readText(name.trim(), 'name', 200);
}

/** The address, whose form is checked already. Throws BAD_USER_INPUT for one too long to send mail to (RFC 5321). */
export function readEmail(email: string): string {
  return readText(email, 'email', 254);
}

/** The text to look for, or undefined for none. Throws BAD_USER_INPUT unless it has 1 to 100 characters. */
export function readSearch(search: string | null | undefined): string | undefined {
  return search === null || search === undefined ? undefined : readText(search, 'search', 100);
}
