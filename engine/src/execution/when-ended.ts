/**
 * Returns the results of an iterable, and calls `onEnd` once, when they have ended or the iteration is ended.
 * A generator that waits for a result would notice that too late.
 */
export function whenEnded<Result>(results: AsyncIterable<Result>, onEnd: () => void): AsyncIterable<Result> {
  return { [Symbol.asyncIterator]: () => new WatchedResults(results[Symbol.asyncIterator](), onEnd) };
}

class WatchedResults<Result> implements AsyncIterator<Result, undefined, undefined> {
  readonly #results: AsyncIterator<Result>;
  #onEnd: (() => void) | undefined;

  constructor(results: AsyncIterator<Result>, onEnd: () => void) {
    this.#results = results;
    this.#onEnd = onEnd;
  }

  async next(): Promise<IteratorResult<Result, undefined>> {
    try {
      const step = await this.#results.next();
      if (step.done) this.#end();
      return step;
    } catch (problem) {
      this.#end();
      throw problem;
    }
  }

  async return(): Promise<IteratorResult<Result, undefined>> {
    this.#end();
    await this.#results.return?.();
    return { done: true, value: undefined };
  }

  #end(): void {
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.();
  }
}
