import { type AnswerBudget, answerMustWait } from './answer-budget.ts';

/** Lets answers be built within their limit, and large ones in turn. */
export interface LargeAnswers {
  readonly maxBytes: number;
  /** Builds an answer by calling `build`, once more if it must wait for its turn. */
  readonly build: <Answer>(
    build: (budget: AnswerBudget, hasWaited: boolean) => Answer,
  ) => Answer | Promise<Answer>;
}

/** From this size on an answer is large: building and serializing it holds up others for milliseconds. */
const largeBytes = 1_000_000;

/**
 * Creates the limit of answers. One large answer is built a turn of the event loop, and is text by the end of it, so that
 * requests for little are served in between and no two are in memory as objects.
 */
export function createLargeAnswers(maxBytes: number): LargeAnswers {
  const waiting: (() => void)[] = [];
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
  return {
    maxBytes,
    build(build) {
      try {
        return build({ left: small, reserve: maxBytes - small, takeTurn }, false);
      } catch (problem) {
        if (problem !== answerMustWait) throw problem;
      }
      return turn().then(() => build({ left: maxBytes, reserve: 0, takeTurn }, true));
    },
  };
}
