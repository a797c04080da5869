import { createOperationCache, type OperationCache } from '../execution/operation-cache.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';

/** One version of the supergraph, and the operations that were planned on it. */
export interface Serving {
  readonly state: SupergraphState;
  readonly operations: OperationCache;
}

/** A version that has no operations yet. */
export function createServing(state: SupergraphState, maxOperations: number): Serving {
  return { state, operations: createOperationCache(maxOperations) };
}
