import type { ExecuteOperation } from '@supergraph/gateway/live/live-operations.ts';

/** Creates an execution in parts: the first one is there, and the others are those of the test. */
export function executeInParts(
  others: () => Pick<AsyncIterator<never>, 'next' | 'return'>,
  data: Readonly<Record<string, unknown>> = { a: 1 },
): ExecuteOperation {
  return async () => ({
    kind: 'incremental',
    initialResult: { data, pending: [{ id: '0', path: [], label: undefined }], hasNext: true },
    subsequentResults: { [Symbol.asyncIterator]: others },
  });
}
