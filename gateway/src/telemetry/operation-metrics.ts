import type {
  FetchObserver,
  ObservedOperation,
  OperationObserver,
  OperationOutcome,
} from '@supergraph/engine';
import { type RequestRecord, requestScope } from '@supergraph/service-kit/http/request-scope.ts';
import type { MetricAttributes } from '@supergraph/service-kit/telemetry/metric-table.ts';
import type { Metrics } from '@supergraph/service-kit/telemetry/metrics.ts';
import type { OperationNames } from './operation-names.ts';

/** Instruments of operations. */
type Instruments = ReturnType<typeof createInstruments>;

/** Creates the observer of each operation for the metrics. */
export function createOperationMetrics(
  metrics: Metrics,
  nameOf: OperationNames,
): (operation: ObservedOperation) => OperationObserver {
  const instruments = createInstruments(metrics);
  return ({ operation, text, isEvent }) => {
    const type = operation.operation;
    // The start of a subscription has no result, so its duration would say nothing.
    const isTimed = isEvent || type !== 'subscription';
    const attributes = isTimed
      ? { 'graphql.operation.type': type, 'graphql.operation.name': nameOf(operation, text) }
      : undefined;
    return new MeasuredOperation(instruments, attributes, requestScope.getStore());
  };
}

function createInstruments(metrics: Metrics) {
  const plans = { hit: 0, miss: 0 };
  metrics.observe('graphql.cache.lookups', () => [
    { value: plans.hit, attributes: { 'cache.kind': 'plan', 'cache.outcome': 'hit' } },
    { value: plans.miss, attributes: { 'cache.kind': 'plan', 'cache.outcome': 'miss' } },
  ]);
  return {
    plans,
    recordOperation: metrics.histogram('graphql.operation.duration'),
    recordPlanning: metrics.histogram('graphql.planning.duration'),
    recordCost: metrics.histogram('graphql.operation.cost'),
    recordFetch: metrics.histogram('http.client.request.duration'),
  };
}

/** One operation. Its waiting time is that in which at least one fetch was in flight. */
class MeasuredOperation implements OperationObserver {
  readonly #instruments: Instruments;
  readonly #attributes: MetricAttributes<'graphql.operation.duration'> | undefined;
  readonly #record: RequestRecord | undefined;
  readonly #startedAt = performance.now();
  #planningFrom = 0;
  #inFlight = 0;
  #waitingFrom = 0;
  #waitedMs = 0;

  constructor(
    instruments: Instruments,
    attributes: MetricAttributes<'graphql.operation.duration'> | undefined,
    record: RequestRecord | undefined,
  ) {
    this.#instruments = instruments;
    this.#attributes = attributes;
    this.#record = record;
  }

  planningBegins(): void {
    this.#planningFrom = performance.now();
  }

  planningEnds(outcome: 'cached' | 'planned' | 'failed'): void {
    const { plans, recordPlanning } = this.#instruments;
    if (outcome === 'cached') {
      plans.hit += 1;
      return;
    }
    plans.miss += 1;
    recordPlanning((performance.now() - this.#planningFrom) / 1_000, { 'graphql.outcome': outcome });
  }

  costEstimated(cost: number): void {
    this.#instruments.recordCost(cost);
  }

  fetchBegins({ subgraphName }: { readonly subgraphName: string }): FetchObserver {
    const startedAt = performance.now();
    if (this.#inFlight === 0) this.#waitingFrom = startedAt;
    this.#inFlight += 1;
    return {
      onRequest() {},
      onResponse() {},
      ends: (code) => {
        const now = performance.now();
        this.#inFlight -= 1;
        if (this.#inFlight === 0) this.#waitedMs += now - this.#waitingFrom;
        this.#instruments.recordFetch((now - startedAt) / 1_000, {
          'subgraph.name': subgraphName,
          ...(code !== undefined && { 'error.type': code }),
        });
      },
    };
  }

  fetchFailed(): void {}

  errorFound(): void {}

  ends(outcome: OperationOutcome): void {
    if (this.#attributes === undefined) return;
    const ms = performance.now() - this.#startedAt;
    this.#instruments.recordOperation(ms / 1_000, { ...this.#attributes, 'graphql.outcome': outcome });
    if (this.#record) this.#record.upstreamMs = (this.#record.upstreamMs ?? 0) + this.#waitedMs;
  }
}
