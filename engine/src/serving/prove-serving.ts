import { SupergraphError } from '../supergraph/supergraph-error.ts';
import type { WarmUpReport } from '../supergraph/supergraph-status.ts';
import type { OperationSource } from './operation-source.ts';
import type { Serving } from './serving.ts';
import { readWarmUp, warmUp } from './warm-up.ts';

/** How many of the operations that are asked most are planned before a version is served. */
export const hottestCount = 100;

/** How long a new version is kept waiting for them, and for the operations that the gateway's options list. */
const maxHottestMs = 10_000;
const maxListedMs = 30_000;

/**
 * Plans what clients ask on a version before it is served: it proves that it can be planned on, and nobody has to wait for
 * it later. Throws a SupergraphError where operations that are asked most fit the schema and not one can be planned.
 */
export async function proveServing(
  serving: Serving,
  hottest: readonly OperationSource[],
  documents: readonly string[],
  signal: AbortSignal,
): Promise<WarmUpReport> {
  const hot = await warmUp(serving, hottest, { maxMs: maxHottestMs, signal });
  const unplannable = hot.failed.length - hot.invalid;
  if (hot.planned === 0 && unplannable > 0) {
    const reasons = new Set(hot.failed.map(({ operation, reason }) => `${operation}: ${reason}`));
    throw new SupergraphError([
      `None of the ${unplannable} operations that clients ask most can be planned`,
      ...[...reasons].slice(0, 5),
    ]);
  }
  const { sources, failed } = readWarmUp(documents);
  const listed = await warmUp(serving, sources, { maxMs: maxListedMs, signal });
  return {
    planned: hot.planned + listed.planned,
    invalid: hot.invalid + listed.invalid,
    left: hot.left + listed.left,
    failed: [...hot.failed, ...failed, ...listed.failed],
  };
}
