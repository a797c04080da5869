// biome-ignore-all format: a declaration is one row of a table
import { section, type Value } from '../config.ts';
import { host } from '../service-settings.ts';
import { optional, port } from '../variables.ts';

/** Settings of the telemetry of a process. */
export const telemetrySettings = section('Telemetry', {
  host,
  metricsPort: optional(port('METRICS_PORT', undefined, 'Port of `/metrics` for Prometheus, on `HOST`.'), 'no metrics'),
}, '[observability.md](observability.md) lists the metrics. Do not publish this port: it has no authentication.');

/** Values of these settings. */
export type TelemetryConfig = Value<typeof telemetrySettings>;
