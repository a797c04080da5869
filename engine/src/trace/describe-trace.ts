import { parse, print } from 'graphql';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import type { Fetch } from '../compile/fetch.ts';
import type { Step } from '../compile/steps.ts';
import { findFieldSources } from './field-sources.ts';
import type { QueryTrace, TracedFetch, TracedRequest, TraceNode } from './query-trace.ts';
import type { FetchRecord, TraceRecorder } from './trace-recorder.ts';

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

/** Returns the plan as it was executed for these variables, defaults included. */
function describePlan(
  step: Step,
  variables: Readonly<Record<string, unknown>>,
  recorder: TraceRecorder,
): TraceNode {
  const describe = (inner: Step): TraceNode => describePlan(inner, variables, recorder);
  switch (step.kind) {
    case 'sequence':
      return { kind: 'Sequence', nodes: step.steps.map(describe) };
    case 'parallel':
      return { kind: 'Parallel', nodes: step.steps.map(describe) };
    case 'condition': {
      const { variable, ifTrue, ifFalse } = step;
      return {
        kind: 'Condition',
        variable,
        value: variables[variable] === true,
        ...(ifTrue && { ifTrue: describe(ifTrue) }),
        ...(ifFalse && { ifFalse: describe(ifFalse) }),
      };
    }
    case 'milestone':
      return describe(step.step);
    case 'defer':
      return {
        kind: 'Defer',
        ...(step.primary && { primary: describe(step.primary) }),
        deferred: step.parts.map(({ usage: { clientLabel: label }, path, step: inner }) => ({
          path,
          ...(label !== undefined && { label }),
          ...(inner && { node: describe(inner) }),
        })),
      };
    case 'event':
      return describeFetch(step.fetch, recorder);
    case 'fetch': {
      const { path } = step.fetch.operation;
      const node = describeFetch(step.fetch, recorder);
      return path.length === 0 ? node : { kind: 'Flatten', path, node };
    }
    default:
      return step satisfies never;
  }
}

/** Describes a fetch. Its parts were sent instead of it if an object lacked a required field. */
function describeFetch(fetch: Fetch, recorder: TraceRecorder): TraceNode {
  const wereParts = fetch.parts.some((part) => recorder.fetchOf(part) !== undefined);
  if (!wereParts) return describeOne(fetch, recorder);
  return {
    kind: 'Parallel',
    nodes: fetch.parts.map((part) => describeOne(part, recorder)),
  };
}

function describeOne(sent: Fetch, recorder: TraceRecorder): TracedFetch {
  const { subgraphName: subgraph, operation } = sent;
  const record = recorder.fetchOf(sent);
  const fetch = { kind: 'Fetch', subgraph, operation: print(parse(operation.query)) } as const;
  if (record === undefined) return { ...fetch, outcome: 'skipped' };
  const isPending = record.inFlight > 0;
  const durationMs = isPending ? recorder.elapsedMs() - record.startMs : record.durationMs;
  return {
    ...fetch,
    outcome: record.isFailed ? 'failed' : isPending ? 'pending' : 'answered',
    request: describeRequest(record, durationMs),
  };
}

function describeRequest(record: FetchRecord, durationMs: number): TracedRequest {
  const { startMs, status, bytesSent, bytesReceived, representations, cache, codes } = record;
  const retries = record.attempts - record.requests;
  return {
    startMs: roundMs(startMs),
    durationMs: roundMs(durationMs),
    ...(status !== undefined && { status }),
    ...(bytesSent !== undefined && { bytesSent }),
    ...(bytesReceived !== undefined && { bytesReceived }),
    ...(retries > 0 && { retries }),
    ...(representations && { representations }),
    ...(cache && { cache }),
    ...(codes.size > 0 && { errors: [...codes] }),
  };
}

/** Rounds milliseconds to the microsecond, beyond which a clock is noise. */
function roundMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
