import { randomFillSync } from 'node:crypto';
import { type Span, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';

/** Length of the ids of a trace and of a span in it, in bytes. */
const idBytes = { trace: 16, span: 8 };

/** Random bytes are made for this many traces at once, which takes a tenth of the time. */
const batch = 128;

/**
 * Creates the decision which traces are not kept: those that their cause does not keep, and all but a share of those without a
 * cause. Returns the span that work of such a trace passes on, or undefined if the trace is kept. A span of OpenTelemetry's SDK
 * costs microseconds even if it is not sampled, and most requests have such spans.
 */
export function createUnkeptTraces(share: number): (cause: SpanContext | undefined) => Span | undefined {
  const bytes = Buffer.alloc(batch * (idBytes.trace + idBytes.span));
  let used = bytes.length;
  return (cause) => {
    if (cause !== undefined)
      return cause.traceFlags & TraceFlags.SAMPLED ? undefined : trace.wrapSpanContext(cause);
    if (Math.random() < share) return undefined;
    if (used >= bytes.length) {
      randomFillSync(bytes);
      used = 0;
    }
    const hex = bytes.toString('hex', used, used + idBytes.trace + idBytes.span);
    used += idBytes.trace + idBytes.span;
    const traceId = hex.slice(0, 2 * idBytes.trace);
    return trace.wrapSpanContext({ traceId, spanId: hex.slice(traceId.length), traceFlags: TraceFlags.NONE });
  };
}
