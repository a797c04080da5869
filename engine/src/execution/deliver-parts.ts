import type { GraphQLError } from 'graphql';
import { answerTooLarge } from '../compile/answer-budget.ts';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import type { DeferUsage } from '../compile/deferred-document.ts';
import { fetchesOfStep } from '../compile/steps.ts';
import { type BuiltPart, buildPart } from './build-part.ts';
import { createClientErrors, faultError, tooLargeError } from './client-errors.ts';
import type { DeferredFragment } from './deferred-fragments.ts';
import type { DeferredParts, Execution, PartRun } from './execution.ts';
import type { CompletedPart, Increment, PendingPart, SubsequentResult } from './operation-results.ts';

/** Operation whose initial result was delivered. */
export interface Delivery {
  readonly compiled: CompiledOperation;
  /** Execution of the initial result. */
  readonly execution: Execution;
  readonly parts: DeferredParts;
  readonly fragments: readonly DeferredFragment[];
  /** Rest of the maximum size after the initial result, in bytes. */
  readonly bytesLeft: number;
  readonly nextId: () => string;
  readonly signal: AbortSignal;
  /** Returns the content of `extensions` for the last result: the whole trace, or undefined if there is none. */
  readonly trace: () => SubsequentResult['extensions'];
}

type Delivered = Pick<SubsequentResult, 'pending' | 'incremental' | 'completed'>;

/** Yields a result for the parts that have ended, as soon as there are some, until all fragments are delivered. */
export async function* deliverParts(delivery: Delivery): AsyncGenerator<SubsequentResult, void, void> {
  const { parts, execution, signal } = delivery;
  const open = new Map<DeferUsage, DeferredFragment[]>();
  const add = (fragments: readonly DeferredFragment[]): void => {
    for (const fragment of fragments) {
      const others = open.get(fragment.usage);
      if (others === undefined) open.set(fragment.usage, [fragment]);
      else others.push(fragment);
    }
  };
  // A part around this one may fetch fields of it, even if it has none to deliver itself.
  const isReady = (usage: DeferUsage): boolean =>
    runsAround(parts, usage).every(({ outcome }) => outcome !== undefined);
  let { bytesLeft } = delivery;
  add(delivery.fragments);
  execution.delivery?.release();
  const isOpen = (usage: DeferUsage | undefined): boolean =>
    usage !== undefined && (open.has(usage) || isOpen(usage.parent));
  while (open.size > 0) {
    // A part that has nothing to deliver, for example because its objects are null, may contain parts that have.
    for (const { part, outcome, execution: own } of parts.all())
      if (outcome !== undefined && !isOpen(part.usage)) own.delivery?.release();
    const ready = [...open].filter(([usage]) => isReady(usage));
    if (ready.length === 0) {
      await parts.next();
      if (signal.aborted) return;
      continue;
    }
    const delivered: Delivered[] = [];
    for (const [usage, fragments] of ready) {
      const part = await deliverPart(delivery, usage, fragments, bytesLeft);
      bytesLeft = part.bytesLeft;
      delivered.push(part);
      open.delete(usage);
      add(part.begun);
    }
    const extensions = open.size === 0 ? delivery.trace() : undefined;
    yield { ...join(delivered), hasNext: open.size > 0, ...(extensions && { extensions }) };
  }
}

function join(delivered: readonly Delivered[]): Delivered {
  return {
    pending: delivered.flatMap(({ pending }) => pending),
    incremental: delivered.flatMap(({ incremental }) => incremental),
    completed: delivered.flatMap(({ completed }) => completed),
  };
}

interface DeliveredPart extends Delivered {
  readonly begun: readonly DeferredFragment[];
  readonly bytesLeft: number;
}

/** Delivers the fragments of one part. If the part is too large, or the engine itself fails, all of them fail. */
async function deliverPart(
  delivery: Delivery,
  usage: DeferUsage,
  fragments: readonly DeferredFragment[],
  bytesLeft: number,
): Promise<DeliveredPart> {
  const { execution, parts, nextId } = delivery;
  const { largeAnswers, onFault } = execution.settings;
  try {
    const outcome = parts.find(usage.label)?.outcome;
    if (typeof outcome === 'object') throw outcome.problem;
    let left = bytesLeft;
    const built = await largeAnswers.build(
      usage,
      (budget) => {
        const part = buildPart(fragments, nextId, budget);
        left = budget.left + budget.reserve;
        return part;
      },
      bytesLeft,
    );
    addErrors(delivery, usage, built);
    return { ...toResults(built), bytesLeft: left };
  } catch (problem) {
    const isTooLarge = problem === answerTooLarge;
    if (!isTooLarge) onFault(problem, execution.client);
    const completed = fragments.map((fragment): CompletedPart => {
      const error = isTooLarge
        ? tooLargeError(largeAnswers.maxBytes, fragment.path)
        : faultError(fragment.path);
      return { part: toPending(fragment), errors: [error] };
    });
    return { pending: [], incremental: [], completed, begun: [], bytesLeft: isTooLarge ? 0 : bytesLeft };
  }
}

function toResults(built: BuiltPart): Omit<DeliveredPart, 'bytesLeft'> {
  const incremental: Increment[] = [];
  const completed: CompletedPart[] = [];
  for (const { fragment, isFailed, items } of built.fragments) {
    const part = toPending(fragment);
    const errors: GraphQLError[] = [];
    for (const { site, data, errors: own } of items) {
      const subPath = site.path.slice(fragment.path.length);
      if (isFailed || data === null) errors.push(...own);
      else incremental.push({ part, subPath, data, errors: own });
    }
    completed.push({ part, errors });
  }
  const begun = built.commit();
  return { pending: begun.map(toPending), incremental, completed, begun };
}

function toPending({ id, path, label }: DeferredFragment): PendingPart {
  return { id, path, label };
}

/**
 * Adds the errors of a part's fields. They are those of the part's fetches, and those of earlier fetches that also
 * fetched fields of the part.
 */
function addErrors({ compiled, execution, parts }: Delivery, usage: DeferUsage, built: BuiltPart): void {
  const { coercedVariables, data, settings } = execution;
  const run = parts.find(usage.label);
  const executions = [execution, ...runsAround(parts, usage).map((each) => each.execution)];
  const errors = executions.flatMap((each) => each.errors);
  const losses = executions.flatMap((each) => each.losses);
  if (errors.length + losses.length + built.problems.length === 0) return;
  const { places } = built;
  const own = new Set(run?.part.step ? fetchesOfStep(run.part.step) : []);
  const { clientSources, rootFields, unconditionalShape, findDependents, interfaceObjects } = compiled;
  const clientErrors = createClientErrors(
    {
      errors,
      losses,
      findDependents,
      isTold: (fetch, path) => places.find(path) !== undefined || (own.has(fetch) && places.isAround(path)),
    },
    {
      shape: compiled.wholeShape(coercedVariables),
      data,
      clientSources,
      rootFields,
      unconditionalShape,
      interfaceObjects,
    },
    settings.maxErrorsPerFetch,
  );
  for (const { path, message, code } of built.problems) clientErrors.addUncovered(path, message, code);
  const [first] = built.fragments.flatMap(({ items }) => items);
  for (const error of clientErrors.list) (places.find(error.path) ?? first?.errors)?.push(error);
}

/** Returns the runs of a part and of those around it, outermost first. */
function runsAround(parts: DeferredParts, usage: DeferUsage): readonly PartRun[] {
  const around = usage.parent ? runsAround(parts, usage.parent) : [];
  const own = parts.find(usage.label);
  return own === undefined ? around : [...around, own];
}
