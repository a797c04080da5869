/**
 * Budget of one answer while it is built, in bytes of the JSON text that it becomes. Strings count one byte a character, so
 * that no answer is refused that is within its limit.
 */
export interface AnswerBudget {
  /** What may still be written. Whoever writes subtracts, and calls `exhausted` below zero. */
  left: number;
  /** What is added once the answer has the turn of large answers. */
  reserve: number;
  readonly takeTurn: () => boolean;
}

/** Thrown for an answer that is larger than its limit. */
export const answerTooLarge = Symbol('an answer that is too large');

/** Thrown for a large answer while another one has the turn. It is built again once it has it. */
export const answerMustWait = Symbol('a large answer that must wait for its turn');

/** Counted for an object at least: an empty one takes more memory than its text. */
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

/** Subtracts what is written from a budget. */
export function spend(budget: AnswerBudget, bytes: number): void {
  budget.left -= bytes;
  if (budget.left < 0) exhausted(budget);
}

/** Returns the bytes of a value that may be of any form, such as one of a custom scalar, beyond the single one of a number. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = leastObjectBytes;
  if (Array.isArray(value)) for (const element of value) bytes += 2 + bytesOf(element);
  else for (const [name, inner] of Object.entries(value)) bytes += name.length + 4 + bytesOf(inner);
  return bytes;
}
