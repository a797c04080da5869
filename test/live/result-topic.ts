import type { ExecuteOperation, LiveOperation } from '@supergraph/gateway/live/live-operations.ts';
import type { OperationResult } from '@supergraph/gateway/live/operation-outcome.ts';

/** Subscriptions of a test. Each gets the numbers from its cursor on. */
export interface ResultTopic {
  /** Executes every operation as a subscription. */
  readonly execute: ExecuteOperation;
  /** Publishes the next numbers. Their cursors are the same numbers. */
  readonly publish: (count?: number) => void;
  readonly end: () => void;
  readonly fail: () => void;
  /** Number of subscriptions that were started, of those that were ended early, and of results that were taken. */
  readonly counts: { started: number; returned: number; taken: number };
  readonly operations: readonly LiveOperation[];
}

/** Creates a topic without numbers. Results have `padding` bytes more. */
export function createResultTopic({ padding = 0 }: { readonly padding?: number } = {}): ResultTopic {
  let [published, state] = [0, 'open' as 'open' | 'ended' | 'failed'];
  const counts = { started: 0, returned: 0, taken: 0 };
  const operations: LiveOperation[] = [];
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
    waiting.clear();
  };
  const follow = (after: number): AsyncIterator<OperationResult, undefined> => {
    let [last, isReturned] = [after, false];
    return {
      async next() {
        while (last >= published && state === 'open' && !isReturned)
          await new Promise<void>((resolve) => waiting.add(resolve));
        if (isReturned) return { done: true, value: undefined };
        if (last < published) {
          last += 1;
          counts.taken += 1;
          const data = { number: last, ...(padding > 0 && { padding: 'x'.repeat(padding) }) };
          return { done: false, value: { data, extensions: { cursor: String(last) } } };
        }
        if (state === 'failed') throw new Error('password=secret');
        return { done: true, value: undefined };
      },
      async return() {
        counts.returned += 1;
        isReturned = true;
        wakeAll();
        return { done: true, value: undefined };
      },
    };
  };
  return {
    async execute(operation) {
      operations.push(operation);
      counts.started += 1;
      const iterator = follow(Number(operation.after ?? 0));
      return { kind: 'stream', results: { [Symbol.asyncIterator]: () => iterator } };
    },
    publish(count = 1) {
      published += count;
      wakeAll();
    },
    end() {
      state = 'ended';
      wakeAll();
    },
    fail() {
      state = 'failed';
      wakeAll();
    },
    counts,
    operations,
  };
}
