import type { OperationSource } from '../prepare/operation-source.ts';
import type { SupergraphVersion } from '../prepare/supergraph-version.ts';
import { SupergraphError } from '../supergraph/supergraph-error.ts';
import type { WarmUpReport } from '../supergraph/supergraph-status.ts';
import { readWarmUp, warmUp } from './warm-up.ts';

/** Number of the most frequent operations that are planned before a version is served. */
export const hottestCount = 100;

/**
 * Maximum time to plan them before a new version is served; below, the same for operations in the gateway's options.
 */
const maxHottestMs = 10_000;
const maxListedMs = 30_000;

/**
 * Plans frequent operations on a version before it is served. This proves that the version can be planned on, and
 * their first requests need no planning. Throws a SupergraphError if none of the most frequent operations that fit
 * the schema can be planned.
 */
export async function proveVersion(
  version: SupergraphVersion,
  hottest: readonly OperationSource[],
  documents: readonly string[],
  signal: AbortSignal,
): Promise<WarmUpReport> {
  const hot = await warmUp(version, hottest, { maxMs: maxHottestMs, signal });
  const unplannable = hot.failed.length - hot.invalid;
  if (hot.planned === 0 && unplannable > 0) {
    const reasons = new Set(hot.failed.map(({ operation, reason }) => `${operation}: ${reason}`));
    throw new SupergraphError([
      `None of the ${unplannable} most frequent operations can be planned`,
      ...[...reasons].slice(0, 5),
    ]);
  }
  const { sources, failed } = readWarmUp(documents);
  const listed = await warmUp(version, sources, { maxMs: maxListedMs, signal });
  return {
    planned: hot.planned + listed.planned,
    invalid: hot.invalid + listed.invalid,
    left: hot.left + listed.left,
    failed: [...hot.failed, ...failed, ...listed.failed],
  };
}
