import {
  type Context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

export { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';

/** W3C trace context as headers of a request or attributes of an event. */
export interface TraceHeaders {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** Reads a W3C trace context. Returns undefined if there is none, or a malformed one. */
export function readTraceContext({ traceparent, tracestate }: TraceHeaders): SpanContext | undefined {
  const [, traceId, spanId, flags] = traceparentForm.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate.slice(0, maxStateLength)) }),
  };
  return isSpanContextValid(context) ? context : undefined;
}

/** Writes the trace context of a span, for requests and events that it causes. */
export function writeTraceContext(span: Span): Readonly<Record<string, string>> {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-0${(traceFlags & TraceFlags.SAMPLED).toString(16)}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}

/** Returns the context whose spans are children of a span. */
export function insideOf(parent: Span | SpanContext | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  return 'spanContext' in parent
    ? trace.setSpan(ROOT_CONTEXT, parent)
    : trace.setSpanContext(ROOT_CONTEXT, parent);
}

/** Version 00, and later versions, which may have more parts. */
const traceparentForm = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

const maxStateLength = 512;
