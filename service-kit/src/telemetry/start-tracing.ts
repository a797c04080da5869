import type { Tracer } from '@opentelemetry/api';
import type { TracingConfig } from './telemetry-settings.ts';

/** Tracing of a process. */
export interface Tracing {
  readonly tracer: Tracer;
  /** True if spans of operations have the text of the document. */
  readonly hasDocuments: boolean;
  /** Sends the spans that are left. */
  readonly stop: () => Promise<void>;
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
  const root = sampler.endsWith('always_off')
    ? new sdk.AlwaysOffSampler()
    : sampler.endsWith('traceidratio')
      ? new sdk.TraceIdRatioBasedSampler(ratio)
      : new sdk.AlwaysOnSampler();
  const provider = new sdk.TracerProvider({
    sampler: sampler.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root,
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
  return {
    ...options,
    tracer: provider.getTracer('supergraph'),
    // A collector that does not answer, or refuses the last spans, must not hold up or spoil the end of the process.
    stop: () =>
      Promise.race([
        provider.shutdown().catch(() => {}),
        new Promise<void>((done) => setTimeout(done, 3_000).unref()),
      ]),
  };
}
