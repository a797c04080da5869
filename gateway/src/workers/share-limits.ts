import type { GatewayConfig } from '../gateway-config.ts';

/**
 * Returns the configuration of one of several workers. Limits of the whole gateway are divided by their number, rounded up.
 * With a shared store, the workers share the rate limit instead.
 */
export function shareLimits(config: GatewayConfig, slot: number): GatewayConfig {
  const { server, connections, rates, live, subgraphs, telemetry, workers } = config;
  const share = (limit: number): number => Math.ceil(limit / workers);
  const { concurrency, queue } = subgraphs.resilience;
  return {
    ...config,
    server: { ...server, maxUnreadBytes: share(server.maxUnreadBytes) },
    connections: { ...connections, maxConnections: share(connections.maxConnections) },
    rates: {
      ...rates,
      perMinute: config.store.url === undefined ? share(rates.perMinute) : rates.perMinute,
      failedTokensPerMinute: share(rates.failedTokensPerMinute),
    },
    live: { ...live, maxInAll: share(live.maxInAll), maxPerClient: share(live.maxPerClient) },
    subgraphs: {
      ...subgraphs,
      resilience: { ...subgraphs.resilience, concurrency: share(concurrency), queue: share(queue) },
    },
    telemetry: { ...telemetry, metricsPort: metricsPortOf(telemetry.metricsPort, slot) },
  };
}

/** Returns the port of a worker's metrics. Each worker has its own, in the order of their slots. */
function metricsPortOf(port: number | undefined, slot: number): number | undefined {
  return port === undefined || port === 0 ? port : port + slot - 1;
}
