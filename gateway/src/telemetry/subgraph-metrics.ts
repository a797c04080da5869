import type { BreakerState, ResilienceEvent } from '@supergraph/engine';
import type { Metrics } from '@supergraph/service-kit/telemetry/metrics.ts';

/** Metrics of the clients of subgraphs. */
export interface SubgraphMetrics {
  /** Called when a client of a subgraph in another process is created. Its circuit breaker is closed. */
  readonly onCreate: (subgraph: string) => void;
  readonly onEvent: (subgraph: string, event: ResilienceEvent) => void;
}

/** Creates the metrics of subgraphs: retries, and the states of the circuit breakers. */
export function createSubgraphMetrics(metrics: Metrics): SubgraphMetrics {
  const countRetry = metrics.counter('subgraph.retries');
  const states = new Map<string, BreakerState>();
  metrics.observe('subgraph.circuit_breaker.state', () =>
    [...states].map(([name, state]) => ({ value: values[state], attributes: { 'subgraph.name': name } })),
  );
  return {
    onCreate: (name) => void states.set(name, 'closed'),
    onEvent(name, event) {
      switch (event.kind) {
        case 'breaker':
          return void states.set(name, event.state);
        case 'retry':
          return countRetry({ 'subgraph.name': name, 'retry.outcome': 'sent' });
        case 'retry-budget-spent':
          return countRetry({ 'subgraph.name': name, 'retry.outcome': 'withheld' });
        default:
          return event satisfies never;
      }
    },
  };
}

const values: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };
