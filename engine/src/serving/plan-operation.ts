import type { RefusedParts } from '../execution/answer-shape.ts';
import { compileOperation } from '../execution/compiled-operation.ts';
import type { FoundOperation } from './operation-cache.ts';
import { type OperationSource, operationKey } from './operation-source.ts';
import type { Serving } from './serving.ts';

const nothingRefused: RefusedParts = { fields: new Set(), types: new Set() };

/**
 * The operation, planned once on a version of the supergraph, however many ask at once. It rejects where it cannot be
 * planned; `onFailure` is told the cause when that is found out, and not again while it is remembered.
 */
export function planOperation(
  { state, operations, createEstimateCost }: Serving,
  source: OperationSource,
  onFailure: (cause: unknown) => void,
): FoundOperation {
  const { restriction, labels } = source;
  return operations.get(operationKey(source), source, async () => {
    const filtered = restriction?.filter();
    const { fields, types } = filtered ?? nothingRefused;
    const { document, operation } = filtered ?? source;
    const refused = { fields, types };
    try {
      return await compileOperation(state, { document, operation, labels, refused, createEstimateCost });
    } catch (cause) {
      onFailure(cause);
      throw cause;
    }
  });
}
