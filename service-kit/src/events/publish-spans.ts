import type { Tracing } from '../telemetry/start-tracing.ts';
import {
  readTraceContext,
  type Span,
  SpanKind,
  SpanStatusCode,
  writeTraceContext,
} from '../telemetry/trace-context.ts';
import type { CloudEvent } from './cloud-event.ts';

/**
 * Publishes events of an outbox to one of its readers. Each event has a span in the trace of the request that caused it, if
 * that trace is kept. `publish` receives the events as parts of their spans, so that consumers continue there.
 */
export async function publishInSpans<T>(
  tracing: Tracing | undefined,
  reader: string,
  events: readonly CloudEvent[],
  publish: (events: readonly CloudEvent[]) => Promise<T>,
): Promise<T> {
  if (tracing === undefined) return publish(events);
  const spans = events.map((event) => beginSpan(tracing, reader, event));
  try {
    return await publish(events.map((event, at) => insideOf(event, spans[at])));
  } catch (error) {
    for (const span of spans) span?.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    for (const span of spans) span?.end();
  }
}

function beginSpan(
  tracing: Tracing,
  reader: string,
  { traceparent, id, type, source }: CloudEvent,
): Span | undefined {
  const cause = readTraceContext({ traceparent });
  if (cause === undefined) return undefined;
  const attributes = { 'messaging.message.id': id, 'messaging.destination.name': type, source, reader };
  return tracing.begin(cause, () => ({ name: `publish ${type}`, kind: SpanKind.PRODUCER, attributes }));
}

function insideOf(event: CloudEvent, span: Span | undefined): CloudEvent {
  return span === undefined ? event : { ...event, ...writeTraceContext(span) };
}
