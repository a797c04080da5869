import type { CompiledOperation } from '../compile/compiled-operation.ts';
import { describePlan } from './describe-plan.ts';
import { findFieldSources } from './field-sources.ts';
import type { QueryTrace } from './query-trace.ts';
import { roundMs } from './round-ms.ts';
import type { TraceRecorder } from './trace-recorder.ts';

/** Describes the execution of an operation so far, for these variables, defaults included. */
export function describeTrace(
  { step, clientFields }: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  recorder: TraceRecorder,
): QueryTrace {
  const { cached, ms } = recorder.planning;
  return {
    ms: roundMs(recorder.elapsedMs()),
    planning: { cached, ms: roundMs(ms) },
    plan: step === undefined ? null : describePlan(step, variables, recorder),
    fields: findFieldSources(clientFields(variables), step, recorder),
  };
}
