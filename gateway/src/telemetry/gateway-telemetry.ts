import { bothObservers, type EngineOptions, type SupergraphEvent } from '@supergraph/engine';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { Telemetry } from '@supergraph/service-kit/telemetry/telemetry.ts';
import type { Safelist } from '../policy/persisted/safelist.ts';
import { type TopLists, TopOperations } from '../status/top-operations.ts';
import { createOperationObserver } from './measured-operation.ts';
import { createOperationNames } from './operation-names.ts';
import { createParsingPlugin } from './parsing-plugin.ts';
import { createSubgraphMetrics, type SubgraphMetrics } from './subgraph-metrics.ts';
import { createOperationTracer, TracedOperation, UntracedOperation } from './traced-operation.ts';

/** Listeners of the gateway for its telemetry. */
export interface GatewayTelemetry {
  /** Observer of operations for the engine, or undefined if nothing is observed. */
  readonly observe: EngineOptions['observe'];
  /** Plugins of Apollo Server. */
  readonly plugins: readonly KnownPlugin[];
  /** Slowest and most expensive operations; undefined if the status page is off. */
  readonly top: TopLists | undefined;
  readonly onSubgraph: SubgraphMetrics['onCreate'];
  readonly onSubgraphEvent: SubgraphMetrics['onEvent'];
  readonly onSupergraph: (event: SupergraphEvent) => void;
}

/** Options of the telemetry of a gateway. */
interface GatewayTelemetryOptions {
  readonly safelist: () => Safelist | undefined;
  /** True if the status page is on. */
  readonly hasStatus: boolean;
}

/** Creates the telemetry of a gateway. */
export function createGatewayTelemetry(
  { metrics, tracing }: Telemetry,
  log: Log,
  { safelist, hasStatus }: GatewayTelemetryOptions,
): GatewayTelemetry {
  const subgraphs = createSubgraphMetrics(metrics);
  const top = hasStatus ? { slowest: new TopOperations(), costliest: new TopOperations() } : undefined;
  const countUpdate = metrics.counter('supergraph.updates');
  return {
    observe: observeBy(
      metrics.isOn || log.isLevelEnabled('info')
        ? createOperationObserver(metrics, createOperationNames(safelist), top)
        : undefined,
      tracing && createOperationTracer(tracing),
    ),
    plugins: tracing === undefined ? [] : [createParsingPlugin(tracing)],
    top,
    onSubgraph: subgraphs.onCreate,
    onSubgraphEvent: subgraphs.onEvent,
    onSupergraph: ({ outcome }) => countUpdate({ 'supergraph.outcome': outcome }),
  };
}

/** Returns the observer of both. An operation whose trace is not kept, as most are, has one observer instead of two. */
function observeBy(
  measure: ReturnType<typeof createOperationObserver> | undefined,
  trace: ReturnType<typeof createOperationTracer> | undefined,
): EngineOptions['observe'] {
  if (trace === undefined) return measure;
  return (operation) => {
    const traced = trace(operation);
    if (traced instanceof TracedOperation) return bothObservers(measure?.(operation), traced);
    return measure?.(operation, traced) ?? new UntracedOperation(traced);
  };
}
