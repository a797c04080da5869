/**
 * Budget of one answer in bytes of JSON text, while the answer is built. Strings count one byte a character, so no
 * answer within its limit is refused.
 */
export interface AnswerBudget {
  /** Bytes left. Code that writes subtracts its bytes, and calls `exhausted` if the result is below zero. */
  left: number;
  /** Bytes that are added once the answer has the turn of large answers. */
  reserve: number;
  readonly takeTurn: () => boolean;
}

/** Thrown for an answer that exceeds its limit. */
export const answerTooLarge = Symbol('an answer that is too large');

/** Thrown for a large answer while another one has the turn. The answer is built again when its turn comes. */
export const answerMustWait = Symbol('a large answer that must wait for its turn');

/** Minimum size of an object: an empty object takes more memory than its text. */
export const leastObjectBytes = 32;

/** Extends a budget that is exhausted, or throws {@link answerTooLarge} or {@link answerMustWait}. */
export function exhausted(budget: AnswerBudget): void {
  if (budget.reserve > 0) {
    if (!budget.takeTurn()) throw answerMustWait;
    budget.left += budget.reserve;
    budget.reserve = 0;
  }
  if (budget.left < 0) throw answerTooLarge;
}

/** Subtracts written bytes from a budget. */
export function spend(budget: AnswerBudget, bytes: number): void {
  budget.left -= bytes;
  if (budget.left < 0) exhausted(budget);
}

/** Returns the size of a value of any form, such as that of a custom scalar, beyond the one byte of a number. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = leastObjectBytes;
  if (Array.isArray(value)) for (const element of value) bytes += 2 + bytesOf(element);
  else for (const [name, inner] of Object.entries(value)) bytes += name.length + 4 + bytesOf(inner);
  return bytes;
}
