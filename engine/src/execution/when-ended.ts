/**
 * Returns the results of an iterable, and calls `onEnd` once, when they have ended or the iteration is ended.
 * A generator that waits for a result would notice that too late.
 */
export function whenEnded<Result>(results: AsyncIterable<Result>, onEnd: () => void): AsyncIterable<Result> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = results[Symbol.asyncIterator]();
      let hasEnded = false;
      const end = (): void => {
        if (!hasEnded) onEnd();
        hasEnded = true;
      };
      return {
        async next() {
          try {
            const step = await iterator.next();
            if (step.done) end();
            return step;
          } catch (problem) {
            end();
            throw problem;
          }
        },
        async return() {
          end();
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
