import { type AnswerBudget, answerMustWait } from '../compile/answer-budget.ts';

/** Builder of answers within their limit. Large answers are built one at a time. */
export interface LargeAnswers {
  readonly maxBytes: number;
  /**
   * Builds an answer by calling `build`, and calls it again if the answer had to wait for its turn. Answers with the same
   * `form` have a similar size: if the last one was large, the next one waits for its turn before it is built. `limit` is
   * what earlier parts of the answer left of the maximum. default: the maximum
   */
  readonly build: <Answer>(
    form: object,
    build: (budget: AnswerBudget, hasWaited: boolean) => Answer,
    limit?: number,
  ) => Answer | Promise<Answer>;
}

/**
 * Size from which an answer is large: building and serializing it blocks other requests for about 10 ms. Turns have
 * a price: answers of 1.5 MB took about 3 % more CPU with them, by `bench:gateway`, case (e).
 */
const largeBytes = 2_000_000;

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
  const buildAll = <Answer>(
    form: object,
    build: (budget: AnswerBudget, hasWaited: boolean) => Answer,
    hasWaited: boolean,
    limit: number,
  ): Answer => {
    const budget: AnswerBudget = { left: limit, reserve: 0, takeTurn };
    const answer = build(budget, hasWaited);
    if (budget.left > limit - Math.min(limit, largeBytes)) largeForms.delete(form);
    return answer;
  };
  return {
    maxBytes,
    build(form, build, limit = maxBytes) {
      if (largeForms.has(form)) {
        if (takeTurn()) return buildAll(form, build, false, limit);
        return turn().then(() => buildAll(form, build, true, limit));
      }
      const takeLargeTurn = (): boolean => {
        largeForms.add(form);
        return takeTurn();
      };
      const small = Math.min(limit, largeBytes);
      try {
        return build({ left: small, reserve: limit - small, takeTurn: takeLargeTurn }, false);
      } catch (problem) {
        if (problem !== answerMustWait) throw problem;
      }
      return turn().then(() => buildAll(form, build, true, limit));
    },
  };
}
