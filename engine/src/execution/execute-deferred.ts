import type { AnswerBudget } from '../compile/answer-budget.ts';
import type { JsonObject } from '../json-object.ts';
import type { TraceRecorder } from '../trace/trace-recorder.ts';
import { buildAnswer, type MergedAnswer, refuseIfTooLarge } from './build-answer.ts';
import { createFragmentCollector, type DeferredFragment } from './deferred-fragments.ts';
import { createDeferredParts, createRelease } from './deferred-parts.ts';
import { deliverParts } from './deliver-parts.ts';
import type { IncrementalAnswer, OperationAnswer } from './operation-results.ts';
import { runStep } from './run-step.ts';
import { whenEnded } from './when-ended.ts';

/** Parts of a request that its deferred fragments need. */
export interface DeferredRequest {
  readonly signal: AbortSignal | undefined;
  readonly deadline: number | undefined;
  readonly trace: TraceRecorder | undefined;
}

/**
 * Executes an operation with deferred fragments. Returns a whole answer if nothing of it is deferred, for example because
 * the objects of all fragments are null.
 */
export async function executeDeferred(
  { compiled, variant, execution: undeferred }: MergedAnswer,
  { signal, deadline, trace: recorder }: DeferredRequest,
  extensionsOf: () => JsonObject | undefined,
): Promise<OperationAnswer | IncrementalAnswer> {
  const stop = new AbortController();
  const partsSignal = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const parts = createDeferredParts(partsSignal);
  const execution = { ...undeferred, parts, delivery: createRelease() };
  const nextId = createIds();
  let initial: Initial;
  try {
    const running = runStep(compiled.step, execution, deadline);
    if (running !== undefined) await running;
    initial = await execution.settings.largeAnswers.build(variant, (budget) =>
      buildInitial({ compiled, variant, execution }, nextId, budget),
    );
  } catch (problem) {
    stop.abort();
    return refuseIfTooLarge(problem, execution.settings);
  }
  const extensions = extensionsOf();
  const result = extensions ? { ...initial.result, extensions } : initial.result;
  const { fragments, bytesLeft } = initial;
  if (fragments.length === 0) {
    stop.abort();
    return result;
  }
  const pending = fragments.map(({ id, path, label }) => ({ id, path, label }));
  const trace = (): JsonObject | undefined => (recorder ? { trace: extensionsOf()?.trace } : undefined);
  const delivery = { compiled, execution, parts, fragments, bytesLeft, nextId, signal: partsSignal, trace };
  const { kind: _, ...first } = result;
  return {
    kind: 'incremental',
    initialResult: { ...first, pending, hasNext: true },
    subsequentResults: whenEnded(deliverParts(delivery), () => stop.abort()),
  };
}

interface Initial {
  readonly result: OperationAnswer;
  readonly fragments: readonly DeferredFragment[];
  readonly bytesLeft: number;
}

function buildInitial(answer: MergedAnswer, nextId: () => string, budget: AnswerBudget): Initial {
  const collector = createFragmentCollector(nextId, budget);
  const result = buildAnswer(answer, budget, collector);
  const fragments = result.data ? collector.commit() : [];
  return { result, fragments, bytesLeft: budget.left + budget.reserve };
}

function createIds(): () => string {
  let next = 0;
  return () => String(next++);
}
