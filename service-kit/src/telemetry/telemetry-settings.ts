// biome-ignore-all format: a declaration is one row of a table
import { derive, group, section, type Value } from '../config.ts';
import { host } from '../service-settings.ts';
import { flag, integer, oneOf, optional, port, text, url, variable } from '../variables.ts';

const samplers = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const;

const ratio = variable('OTEL_TRACES_SAMPLER_ARG', {
  about: 'Share of the traces to keep with a sampler of ratio, as in `0.01`.',
  accepts: '0 to 1',
  fallback: 1,
  parse: (value) => {
    const share = Number(value);
    if (!(share >= 0 && share <= 1)) throw new Error('must be a number from 0 to 1');
    return share;
  },
});

/** Variables of OpenTelemetry's SDK that decide whether and how spans are sent. */
const tracingSettings = group({
  endpoint: optional(url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:'], "Collector that receives spans over OTLP/HTTP, as in `http://localhost:4318`; turns traces on."), 'no traces'),
  tracesEndpoint: optional(url('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', ['http:', 'https:'], 'The same with the whole path, for spans only.')),
  exporter: oneOf('OTEL_TRACES_EXPORTER', 'otlp', ['otlp', 'none'], '`none` turns traces off.'),
  isDisabled: oneOf('OTEL_SDK_DISABLED', 'false', ['true', 'false'], '`true` turns traces off.'),
  sampler: oneOf('OTEL_TRACES_SAMPLER', 'parentbased_always_on', samplers, 'Traces to keep.'),
  ratio,
  serviceName: optional(text('OTEL_SERVICE_NAME', undefined, 'text', 'Name of this service in traces.'), 'name of the service'),
  scheduleDelayMs: integer('OTEL_BSP_SCHEDULE_DELAY', 5_000, [1, 600_000], 'Interval of sending spans, in milliseconds.'),
  hasDocuments: flag('TRACE_DOCUMENTS', false, '`on` adds the text of the document to the span of an operation, but never variables.'),
  hasSqlComments: flag('TRACE_SQL', false, '`on` adds `traceparent` as a comment to the SQL of traces that are kept, for the log of PostgreSQL; such statements are not prepared.'),
});

const tracing = derive(tracingSettings, ({ endpoint, tracesEndpoint, exporter, isDisabled, ...options }) => {
  const address = tracesEndpoint ?? (endpoint && `${endpoint.replace(/\/$/, '')}/v1/traces`);
  if (address === undefined || exporter === 'none' || isDisabled === 'true') return undefined;
  return { url: address, ...options };
});

/** Settings of the telemetry of a process. */
export const telemetrySettings = section('Telemetry', {
  host,
  metricsPort: optional(port('METRICS_PORT', undefined, 'Port of `/metrics` for Prometheus, on `HOST`.'), 'no metrics'),
  tracing,
}, '[observability.md](observability.md) explains metrics and traces. Do not publish `METRICS_PORT`: it has no ' +
  'authentication. The SDK of OpenTelemetry reads its other variables itself, `OTEL_EXPORTER_OTLP_HEADERS`, `…_TIMEOUT`, `…_COMPRESSION`, `…_CERTIFICATE` and `OTEL_RESOURCE_ATTRIBUTES`.');

/** Values of these settings. */
export type TelemetryConfig = Value<typeof telemetrySettings>;

/** Settings of traces that are on. */
export type TracingConfig = NonNullable<TelemetryConfig['tracing']>;
