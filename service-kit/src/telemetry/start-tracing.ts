import type { Span, SpanContext, SpanOptions } from '@opentelemetry/api';
import type { TracingConfig } from './telemetry-settings.ts';
import { insideOf } from './trace-context.ts';
import { createUnkeptTraces } from './unkept-traces.ts';

/** Tracing of a process. */
export interface Tracing {
  /**
   * Starts the first span of this process in a trace, and decides whether the trace is kept. If it is not, the span records nothing
   * and `describe` is not called. `cause` is the span of another process that caused the work.
   */
  readonly begin: (cause: SpanContext | undefined, describe: () => DescribedSpan) => Span;
  /** Starts a span inside another one of this process. */
  readonly inside: (parent: Span, name: string, options?: SpanOptions) => Span;
  /** True if spans of operations have the text of the document. */
  readonly hasDocuments: boolean;
  /** True if SQL statements have the trace as a comment. */
  readonly hasSqlComments: boolean;
  /** Sends the spans that are left. */
  readonly stop: () => Promise<void>;
}

/** Name and options of a span. */
export interface DescribedSpan extends SpanOptions {
  readonly name: string;
}

/**
 * Starts to send spans to a collector over OTLP/HTTP. The exporter reads OTEL_EXPORTER_OTLP_HEADERS and its other variables
 * itself, and the resource OTEL_RESOURCE_ATTRIBUTES.
 */
export async function startTracing(
  { url, sampler, ratio, serviceName, scheduleDelayMs, ...options }: TracingConfig,
  service: string,
): Promise<Tracing> {
  const sdk = await import('@opentelemetry/sdk-trace');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { detectResources, envDetector, resourceFromAttributes } = await import('@opentelemetry/resources');
  const followsCause = sampler.startsWith('parentbased_');
  const share = sampler.endsWith('always_off') ? 0 : sampler.endsWith('traceidratio') ? ratio : 1;
  // `begin` has decided for a sampler that follows the cause. Without one, all processes decide alike by the id of the trace.
  const unkept = followsCause ? createUnkeptTraces(share) : undefined;
  const provider = new sdk.TracerProvider({
    sampler: followsCause
      ? new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() })
      : new sdk.TraceIdRatioBasedSampler(share),
    resource: detectResources({ detectors: [envDetector] }).merge(
      resourceFromAttributes({ 'service.name': serviceName ?? service }),
    ),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url }),
        scheduledDelayMillis: scheduleDelayMs,
      }),
    ],
  });
  const tracer = provider.getTracer('supergraph');
  return {
    ...options,
    begin(cause, describe) {
      const passedOn = unkept?.(cause);
      if (passedOn !== undefined) return passedOn;
      const { name, ...described } = describe();
      return tracer.startSpan(name, described, insideOf(cause));
    },
    inside: (parent, name, described) => tracer.startSpan(name, described, insideOf(parent)),
    // A collector that does not answer, or refuses the last spans, must not hold up or spoil the end of the process.
    stop: () =>
      Promise.race([
        provider.shutdown().catch(() => {}),
        new Promise<void>((done) => setTimeout(done, 3_000).unref()),
      ]),
  };
}
