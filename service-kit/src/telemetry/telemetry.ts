import type { ProcessOverrides, RunningService } from '../run-process.ts';
import { createMetrics, type Metrics, noMetrics } from './metrics.ts';
import { startMetricsServer } from './metrics-server.ts';
import { observeProcess } from './process-metrics.ts';
import type { TelemetryConfig } from './telemetry-settings.ts';

/** Telemetry of a process. */
export interface Telemetry {
  readonly metrics: Metrics;
  /**
   * Starts to serve the metrics. `replaces` is true if this process takes the ports of another, which may hold them for some
   * seconds more. Throws ConfigError if the port is taken.
   */
  readonly serve: (replaces: boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a service with telemetry of its own, which ends with it. */
export async function startObserved<Service extends RunningService>(
  config: TelemetryConfig,
  { beforeListen }: ProcessOverrides,
  start: (telemetry: Telemetry) => Promise<Service>,
): Promise<Service> {
  const telemetry = await createTelemetry(config);
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

/** Telemetry that nothing reads. */
export const noTelemetry: Telemetry = { metrics: noMetrics, serve: async () => {}, stop: async () => {} };

/** Creates the telemetry that the configuration asks for. Loads OpenTelemetry's SDK only if something is on. */
export async function createTelemetry({ metricsPort: port, host }: TelemetryConfig): Promise<Telemetry> {
  if (port === undefined) return noTelemetry;
  const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
  const { PrometheusExporter, PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [reader] });
  const serializer = new PrometheusSerializer('', false, undefined, true, true);
  const collect = async () => `${serializer.serialize((await reader.collect()).resourceMetrics)}\n`;
  const metrics = createMetrics(provider.getMeter('supergraph'));
  const stopObserving = observeProcess(metrics);
  let stopped: Promise<void> | undefined;
  let stopServer = async (): Promise<void> => {};
  return {
    metrics,
    serve: async (replaces) => {
      stopServer = await startMetricsServer({ host, port, collect, replaces });
    },
    stop: () =>
      (stopped ??= (async () => {
        stopObserving();
        await stopServer();
        await provider.shutdown();
      })()),
  };
}
