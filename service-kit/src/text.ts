import { ExpectedError } from './errors.ts';

/** Returns a text of one line for people, such as a name. Throws as {@link readText}, and for a line break. */
export function readLine(text: string, argument: string, max: number): string {
  readText(text, argument, max);
  if (/[\n\r\t]/.test(text)) throw badText(argument, 'must not have line breaks or tabs', text);
  return text;
}

/**
 * Returns a text for people. Throws BAD_USER_INPUT unless it has 1 to `max` characters (code points) and at least one
 * is visible. Also refuses characters that could disguise it: control characters other than line breaks and tabs, and
 * overrides of writing direction.
 */
export function readText(text: string, argument: string, max: number): string {
  readStorableText(text, argument, max);
  if (misleading.test(text))
    throw badText(argument, 'must not have control characters or override the direction of writing', text);
  if (!visible.test(text)) throw badText(argument, 'must have a visible character', text);
  return text;
}

/**
 * Returns a text for programs, such as a key, or a part of a text. Throws BAD_USER_INPUT unless it has 1 to `max`
 * characters (code points) and can be stored unchanged. PostgreSQL cannot store NUL, and a lone surrogate would become
 * another character.
 */
export function readStorableText(text: string, argument: string, max: number): string {
  const { length } = [...text];
  if (length < 1 || length > max) {
    throw new ExpectedError(
      'BAD_USER_INPUT',
      `"${argument}" must have from 1 to ${max} characters, but has ${length}.`,
    );
  }
  if (text.includes('\0') || !text.isWellFormed())
    throw badText(argument, 'must be well-formed Unicode without the character NUL', text);
  return text;
}

/**
 * Control characters, line and paragraph separators, and the embeddings, overrides and isolates of Unicode's
 * bidirectional algorithm.
 */
const misleading = /[^\P{Cc}\n\r\t]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * Matches a visible character: not a space, a format character, a mark without a letter, a filler or an empty braille
 * cell.
 */
const visible = /[^\p{Cc}\p{Cf}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Creates the error for an invalid text. Shows the text in ASCII, so that the message cannot contain the refused
 * characters.
 */
function badText(argument: string, rule: string, text: string): ExpectedError {
  const shown = JSON.stringify(text).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new ExpectedError('BAD_USER_INPUT', `"${argument}" ${rule}, but is ${shown}.`);
}
