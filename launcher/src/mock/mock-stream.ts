import { setTimeout as sleep } from 'node:timers/promises';

/** Interval of the events of a mock, in milliseconds. */
const intervalMs = 1_000;

/** Creates the events of a subscription: one a second, without an end, each with its number as its cursor. */
export function createMockStream() {
  const stopped = new AbortController();
  const { signal } = stopped;
  let number = 0;
  const stream = {
    [Symbol.asyncIterator]: () => stream,
    async next(): Promise<IteratorResult<object, undefined>> {
      await sleep(intervalMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return { done: true, value: undefined };
      number += 1;
      return { done: false, value: { cursor: String(number), source: {} } };
    },
    async return(): Promise<IteratorReturnResult<undefined>> {
      stopped.abort();
      return { done: true, value: undefined };
    },
    cursor: () => String(number),
  };
  return stream;
}
