import { ExpectedError } from '@supergraph/service-kit/errors.ts';

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
  const trimmed = name.trim();
  const length = [...trimmed].length;
  if (length < 1 || length > 200) {
    throw new ExpectedError(
      'BAD_USER_INPUT',
      `"name" must have from 1 to 200 characters, but has ${length}.`,
    );
  }
  return trimmed;
}

/** The text to look for, or undefined for none. Throws BAD_USER_INPUT unless it has 1 to 100 characters. */
export function readSearch(search: string | null | undefined): string | undefined {
  if (search === null || search === undefined) return undefined;
  if (search.length < 1 || search.length > 100) {
    throw new ExpectedError(
      'BAD_USER_INPUT',
      `"search" must have from 1 to 100 characters, but has ${search.length}.`,
    );
  }
  return search;
}
