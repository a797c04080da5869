import type { EngineOptions, SupergraphEvent } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { Metrics } from '@supergraph/service-kit/telemetry/metrics.ts';
import type { Safelist } from '../policy/persisted/safelist.ts';
import { createOperationObserver } from './measured-operation.ts';
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
  log: Log,
  safelist: () => Safelist | undefined,
): GatewayTelemetry {
  const subgraphs = createSubgraphMetrics(metrics);
  const countUpdate = metrics.counter('supergraph.updates');
  return {
    observe:
      metrics.isOn || log.isLevelEnabled('info')
        ? createOperationObserver(metrics, createOperationNames(safelist))
        : undefined,
    onSubgraph: subgraphs.onCreate,
    onSubgraphEvent: subgraphs.onEvent,
    onSupergraph: ({ outcome }) => countUpdate({ 'supergraph.outcome': outcome }),
  };
}
