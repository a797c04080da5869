import type { ProcessOverrides, RunningService } from '../run-process.ts';
import { createHistograms } from './histograms.ts';
import { createMetrics, type Metrics, noMetrics } from './metrics.ts';
import { startMetricsServer } from './metrics-server.ts';
import { observeProcess } from './process-metrics.ts';
import { startTracing, type Tracing } from './start-tracing.ts';
import type { TelemetryConfig } from './telemetry-settings.ts';

/** Telemetry of a process. */
export interface Telemetry {
  readonly metrics: Metrics;
  /** Undefined if no traces are sent. */
  readonly tracing: Tracing | undefined;
  /** Returns the metrics in the Prometheus text format; undefined if nothing is measured. */
  readonly collect?: (() => Promise<string>) | undefined;
}

/** Telemetry of a process that runs. */
interface RunningTelemetry extends Telemetry {
  /**
   * Starts to serve the metrics. `replaces` is true if this process takes the ports of another, which may hold them for some
   * seconds more. Throws ConfigError if the port is taken.
   */
  readonly serve: (replaces: boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Settings of the telemetry of a process. */
export interface ObservedConfig extends TelemetryConfig {
  /** True if a page of the process shows its metrics, so that they are measured without METRICS_PORT too. default: false */
  readonly hasStatus?: boolean;
}

/** Telemetry that nothing reads. */
export const noTelemetry: Telemetry = { metrics: noMetrics, tracing: undefined };

/** Starts a service with telemetry of its own, which ends with it. `name` is that of the service in traces. */
export async function startObserved<Service extends RunningService>(
  name: string,
  config: ObservedConfig,
  { beforeListen }: ProcessOverrides,
  start: (telemetry: Telemetry) => Promise<Service>,
): Promise<Service> {
  const telemetry = await createTelemetry(name, config);
  try {
    const service = await start(telemetry);
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= service.stop().then(telemetry.stop));
    await telemetry.serve(beforeListen !== undefined).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return { ...service, stop };
  } catch (error) {
    await telemetry.stop();
    throw error;
  }
}

/** Creates the telemetry that the configuration asks for. Loads OpenTelemetry's SDK only if something is on. */
async function createTelemetry(
  name: string,
  { metricsPort, host, hasStatus, tracing: traced }: ObservedConfig,
): Promise<RunningTelemetry> {
  const tracing = traced && (await startTracing(traced, name));
  const isMeasured = metricsPort !== undefined || hasStatus === true;
  const exported = isMeasured ? await createExportedMetrics() : undefined;
  let stopServer = async (): Promise<void> => {};
  let stopped: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    await stopServer();
    await exported?.stop();
    await tracing?.stop();
  };
  return {
    metrics: exported?.metrics ?? noMetrics,
    tracing,
    collect: exported?.collect,
    async serve(replaces) {
      if (metricsPort === undefined || exported === undefined) return;
      const { collect } = exported;
      stopServer = await startMetricsServer({ host, port: metricsPort, collect, replaces });
    },
    stop: () => (stopped ??= end()),
  };
}

/** Creates metrics with their text for Prometheus. */
async function createExportedMetrics() {
  const sdk = await import('@opentelemetry/sdk-metrics');
  const { PrometheusExporter, PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new sdk.MeterProvider({ readers: [reader] });
  const serializer = new PrometheusSerializer('', false, undefined, true, true);
  const histograms = createHistograms(sdk);
  const scope = { name: 'supergraph' };
  const metrics = createMetrics(provider.getMeter(scope.name), histograms.create);
  const stopObserving = observeProcess(metrics);
  const collect = async () => {
    const { resource, scopeMetrics } = (await reader.collect()).resourceMetrics;
    const all = [...scopeMetrics, { scope, metrics: histograms.read() }];
    return `${serializer.serialize({ resource, scopeMetrics: all })}\n`;
  };
  let collecting: Promise<string> | undefined;
  return {
    metrics,
    /** Concurrent calls share one collection. */
    collect: () =>
      (collecting ??= collect().finally(() => {
        collecting = undefined;
      })),
    stop: async () => {
      stopObserving();
      await provider.shutdown();
    },
  };
}
