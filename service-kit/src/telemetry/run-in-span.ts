import type { SpanKind } from '@opentelemetry/api';
import { RequestRecord, requestScope } from '../request-scope.ts';
import type { Tracing } from './start-tracing.ts';
import { readTraceContext, SpanStatusCode, type TraceHeaders } from './trace-context.ts';

/** Work that another process or part of this process caused. */
export interface CausedWork {
  /** Id of the request or message, for the log. */
  readonly id: string;
  /** Name of the span. */
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Trace context of the cause. */
  readonly cause: TraceHeaders;
}

/** Runs work as a span inside the trace of its cause. Its statements and log lines belong to it. */
export async function runInSpan<T>(
  tracing: Tracing | undefined,
  { id, name, kind, attributes = {}, cause }: CausedWork,
  work: () => Promise<T>,
): Promise<T> {
  const record = new RequestRecord(id);
  if (tracing === undefined) return requestScope.run(record, work);
  const span = tracing.begin(readTraceContext(cause), () => ({ name, kind, attributes }));
  record.span = span;
  try {
    return await requestScope.run(record, work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
