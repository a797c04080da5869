import { setImmediate } from 'node:timers/promises';
import { print, validate } from 'graphql';
import { type OperationSource, readOperations } from '../prepare/operation-source.ts';
import { type PlanningRequest, planOperation } from '../prepare/plan-operation.ts';
import type { SupergraphVersion } from '../prepare/supergraph-version.ts';
import { SupergraphError } from '../supergraph/supergraph-error.ts';
import type { WarmUpReport } from '../supergraph/supergraph-status.ts';

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

/** Operation that was not planned, with the reason. */
type Failure = WarmUpReport['failed'][number];

/** Limits of planning in advance. */
interface WarmUpLimits {
  readonly maxMs: number;
  readonly signal: AbortSignal;
}

const forNoCaller: PlanningRequest = {
  caller: { key: undefined, onPlanned: () => {} },
  onFailure: () => {},
};

/** Reads the operations of documents, and reports those that do not parse. */
function readWarmUp(documents: readonly string[]): {
  readonly sources: readonly OperationSource[];
  readonly failed: readonly Failure[];
} {
  const failed: Failure[] = [];
  const sources = documents.flatMap((text) => {
    try {
      return readOperations(text);
    } catch (cause) {
      failed.push({ operation: shorten(text), reason: messageOf(cause) });
      return [];
    }
  });
  return { sources, failed };
}

/**
 * Plans operations on a version before it is served, one after the other. Requests on the current version get their
 * turn in between.
 */
async function warmUp(
  version: SupergraphVersion,
  sources: Iterable<OperationSource>,
  limits: WarmUpLimits,
): Promise<WarmUpReport> {
  const endsAt = performance.now() + limits.maxMs;
  const failed: Failure[] = [];
  let [planned, invalid, left] = [0, 0, 0];
  for (const source of sources) {
    if (limits.signal.aborted || performance.now() > endsAt) {
      left += 1;
      continue;
    }
    await setImmediate();
    const [error] = validate(version.state.apiSchema, source.document, undefined, { maxErrors: 1 });
    if (error !== undefined) {
      invalid += 1;
      failed.push({ operation: nameOf(source), reason: error.message });
      continue;
    }
    try {
      await planOperation(version, adapt(version, source), () => forNoCaller);
      planned += 1;
    } catch (cause) {
      failed.push({ operation: nameOf(source), reason: messageOf(cause) });
    }
  }
  return { planned, invalid, left, failed };
}

/**
 * Returns the operation with the labels and rules of this version, which may differ from those of its original
 * version.
 */
function adapt({ state, authorization }: SupergraphVersion, source: OperationSource): OperationSource {
  return {
    ...source,
    labels: [...state.overrideLabels].filter((label) => source.labels.includes(label)),
    restriction: source.restriction && authorization?.restrict(source, source.restriction),
  };
}

function nameOf({ operation, document }: OperationSource): string {
  return operation.name?.value ?? shorten(document.loc?.source.body ?? print(document));
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
