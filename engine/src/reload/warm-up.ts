import { setImmediate } from 'node:timers/promises';
import { print, validate } from 'graphql';
import { type OperationSource, readOperations } from '../prepare/operation-source.ts';
import { type PlanningRequest, planOperation } from '../prepare/plan-operation.ts';
import type { SupergraphVersion } from '../prepare/supergraph-version.ts';
import type { WarmUpReport } from '../supergraph/supergraph-status.ts';

/** Operation that was not planned, with the reason. */
type Failure = WarmUpReport['failed'][number];

/** Limits of planning in advance. */
export interface WarmUpLimits {
  readonly maxMs: number;
  readonly signal: AbortSignal;
}

const forNoCaller: PlanningRequest = {
  caller: { key: undefined, onPlanned: () => {} },
  onFailure: () => {},
};

/** Reads the operations of documents, and reports those that do not parse. */
export function readWarmUp(documents: readonly string[]): {
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
export async function warmUp(
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
