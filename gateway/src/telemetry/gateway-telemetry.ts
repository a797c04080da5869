import type { EngineOptions, SupergraphEvent } from '@supergraph/engine';
import type { Metrics } from '@supergraph/service-kit/telemetry/metrics.ts';
import type { Safelist } from '../policy/persisted/safelist.ts';
import { createOperationMetrics } from './operation-metrics.ts';
import { createOperationNames } from './operation-names.ts';
import { createSubgraphMetrics, type SubgraphMetrics } from './subgraph-metrics.ts';

/** Listeners of the gateway for its telemetry. */
export interface GatewayTelemetry {
  /** Observer of operations for the engine, or undefined if nothing is observed. */
  readonly observe: EngineOptions['observe'];
  readonly onSubgraph: SubgraphMetrics['onCreate'];
  readonly onSubgraphEvent: SubgraphMetrics['onEvent'];
  readonly onSupergraph: (event: SupergraphEvent) => void;
}

/** Creates the telemetry of a gateway. */
export function createGatewayTelemetry(
  metrics: Metrics,
  safelist: () => Safelist | undefined,
): GatewayTelemetry {
  const subgraphs = createSubgraphMetrics(metrics);
  const countUpdate = metrics.counter('supergraph.updates');
  return {
    observe: metrics.isOn ? createOperationMetrics(metrics, createOperationNames(safelist)) : undefined,
    onSubgraph: subgraphs.onCreate,
    onSubgraphEvent: subgraphs.onEvent,
    onSupergraph: ({ outcome }) => countUpdate({ 'supergraph.outcome': outcome }),
  };
}
