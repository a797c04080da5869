import { bothObservers, type EngineOptions, type SupergraphEvent } from '@supergraph/engine';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { Telemetry } from '@supergraph/service-kit/telemetry/telemetry.ts';
import type { Safelist } from '../policy/persisted/safelist.ts';
import { createOperationObserver } from './measured-operation.ts';
import { createOperationNames } from './operation-names.ts';
import { createParsingPlugin } from './parsing-plugin.ts';
import { createSubgraphMetrics, type SubgraphMetrics } from './subgraph-metrics.ts';
import { createOperationTracer } from './traced-operation.ts';

/** Listeners of the gateway for its telemetry. */
export interface GatewayTelemetry {
  /** Observer of operations for the engine, or undefined if nothing is observed. */
  readonly observe: EngineOptions['observe'];
  /** Plugins of Apollo Server. */
  readonly plugins: readonly KnownPlugin[];
  readonly onSubgraph: SubgraphMetrics['onCreate'];
  readonly onSubgraphEvent: SubgraphMetrics['onEvent'];
  readonly onSupergraph: (event: SupergraphEvent) => void;
}

/** Creates the telemetry of a gateway. */
export function createGatewayTelemetry(
  { metrics, tracing }: Telemetry,
  log: Log,
  safelist: () => Safelist | undefined,
): GatewayTelemetry {
  const subgraphs = createSubgraphMetrics(metrics);
  const countUpdate = metrics.counter('supergraph.updates');
  return {
    observe: both(
      metrics.isOn || log.isLevelEnabled('info')
        ? createOperationObserver(metrics, createOperationNames(safelist))
        : undefined,
      tracing && createOperationTracer(tracing),
    ),
    plugins: tracing === undefined ? [] : [createParsingPlugin(tracing)],
    onSubgraph: subgraphs.onCreate,
    onSubgraphEvent: subgraphs.onEvent,
    onSupergraph: ({ outcome }) => countUpdate({ 'supergraph.outcome': outcome }),
  };
}

function both(one: EngineOptions['observe'], other: EngineOptions['observe']): EngineOptions['observe'] {
  if (one === undefined || other === undefined) return one ?? other;
  return (operation) => bothObservers(one(operation), other(operation));
}
