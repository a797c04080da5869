import { ExpectedError } from './errors.ts';

/**
 * The text of an argument. Throws BAD_USER_INPUT unless it has from 1 to `max` characters (code points) and
 * can be stored as it is: PostgreSQL has no NUL, and half a surrogate pair would become another character.
 */
export function readText(text: string, argument: string, max: number): string {
  const { length } = [...text];
  if (length < 1 || length > max) {
    throw new ExpectedError(
      'BAD_USER_INPUT',
      `"${argument}" must have from 1 to ${max} characters, but has ${length}.`,
    );
  }
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new ExpectedError(
      'BAD_USER_INPUT',
      `"${argument}" must be well-formed Unicode without the character NUL, but is ${JSON.stringify(text)}.`,
    );
  }
  return text;
}
