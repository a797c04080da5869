import type { RefusedParts } from '../execution/answer-shape.ts';
import { compileOperation } from '../execution/compiled-operation.ts';
import type { PlanningCaller } from '../planning/operation-planner.ts';
import type { FoundOperation } from './operation-cache.ts';
import { type OperationSource, operationKey } from './operation-source.ts';
import type { Serving } from './serving.ts';

const nothingRefused: RefusedParts = { fields: new Set(), types: new Set() };

/** The request that an operation is planned for. */
export interface PlanningRequest {
  readonly caller: PlanningCaller;
  /** Called with the cause if the operation cannot be planned, and not again while that is remembered. */
  readonly onFailure: (cause: unknown) => void;
}

/**
 * Returns the operation, planned once on a version of the supergraph, however many ask at once; rejects if it has no plan.
 * `begin` is called only if it has to be planned.
 */
export function planOperation(
  { state, operations, createEstimateCost }: Serving,
  source: OperationSource,
  begin: () => PlanningRequest,
): FoundOperation {
  const { restriction, labels } = source;
  return operations.get(operationKey(source), source, async () => {
    const { caller, onFailure } = begin();
    const filtered = restriction?.filter();
    const { fields, types } = filtered ?? nothingRefused;
    const { document, operation } = filtered ?? source;
    const refused = { fields, types };
    try {
      return await compileOperation(state, {
        document,
        operation,
        labels,
        refused,
        createEstimateCost,
        caller,
      });
    } catch (cause) {
      onFailure(cause);
      throw cause;
    }
  });
}
