import { type AnswerBudget, answerMustWait } from '../compile/answer-budget.ts';

/** Builder of answers within their limit. Large answers are built one at a time. */
export interface LargeAnswers {
  readonly maxBytes: number;
  /**
   * Builds an answer by calling `build`, and calls it again if the answer had to wait for its turn. Answers with the same
   * `form` have a similar size: if the last one was large, the next one waits for its turn before it is built.
   */
  readonly build: <Answer>(
    form: object,
    build: (budget: AnswerBudget, hasWaited: boolean) => Answer,
  ) => Answer | Promise<Answer>;
}

/** Size from which an answer is large: building and serializing it blocks other requests for milliseconds. */
const largeBytes = 1_000_000;

/**
 * Creates the limit of answers. Each turn of the event loop builds at most one large answer, which is text by the end
 * of the turn. Small requests are served in between, and no two large answers are in memory as objects.
 */
export function createLargeAnswers(maxBytes: number): LargeAnswers {
  const waiting: (() => void)[] = [];
  const largeForms = new WeakSet<object>();
  let isTaken = false;
  const takeTurn = (): boolean => {
    if (isTaken) return false;
    isTaken = true;
    setImmediate(pass);
    return true;
  };
  const pass = (): void => {
    isTaken = false;
    const next = waiting.shift();
    if (next === undefined) return;
    takeTurn();
    next();
  };
  const turn = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  const small = Math.min(maxBytes, largeBytes);
  const buildAll = <Answer>(
    form: object,
    build: (budget: AnswerBudget, hasWaited: boolean) => Answer,
    hasWaited: boolean,
  ): Answer => {
    const budget: AnswerBudget = { left: maxBytes, reserve: 0, takeTurn };
    const answer = build(budget, hasWaited);
    if (budget.left > maxBytes - small) largeForms.delete(form);
    return answer;
  };
  return {
    maxBytes,
    build(form, build) {
      if (largeForms.has(form)) {
        return takeTurn() ? buildAll(form, build, false) : turn().then(() => buildAll(form, build, true));
      }
      const takeLargeTurn = (): boolean => {
        largeForms.add(form);
        return takeTurn();
      };
      try {
        return build({ left: small, reserve: maxBytes - small, takeTurn: takeLargeTurn }, false);
      } catch (problem) {
        if (problem !== answerMustWait) throw problem;
      }
      return turn().then(() => buildAll(form, build, true));
    },
  };
}
