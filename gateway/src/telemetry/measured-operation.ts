import type {
  CacheUse,
  FetchObserver,
  ObservedOperation,
  OperationObserver,
  OperationOutcome,
} from '@supergraph/engine';
import { requestScope } from '@supergraph/service-kit/request-scope.ts';
import type { Metrics } from '@supergraph/service-kit/telemetry/metrics.ts';
import type { TopLists } from '../status/top-operations.ts';
import type { OperationNames } from './operation-names.ts';
import type { TraceOfOperation } from './traced-operation.ts';

/** Maximum length of a client's name of an operation in the log. */
const maxNameLength = 100;

/** Instruments of operations. */
type Instruments = ReturnType<typeof createInstruments> & {
  /** Names for the metrics. */
  readonly nameOf: OperationNames;
  readonly top: TopLists | undefined;
};

/**
 * Creates the observer of each operation, for the metrics and for the log line of its request. `passedOn` are headers for its
 * requests to subgraphs.
 */
export function createOperationObserver(
  metrics: Metrics,
  nameOf: OperationNames,
  top?: TopLists,
): (operation: ObservedOperation, passedOn?: TraceOfOperation) => OperationObserver {
  const instruments = { ...createInstruments(metrics), nameOf: metrics.isOn ? nameOf : () => '', top };
  return (operation, passedOn) => new MeasuredOperation(operation, instruments, passedOn);
}

function createInstruments(metrics: Metrics) {
  const lookups = {
    plan: { hit: 0, miss: 0 },
    root: { hit: 0, stale: 0, miss: 0 },
    entity: { hit: 0, stale: 0, miss: 0 },
  };
  metrics.observe('graphql.cache.lookups', () =>
    Object.entries(lookups).flatMap(([kind, outcomes]) =>
      Object.entries(outcomes).map(([outcome, value]) => ({
        value,
        attributes: { 'cache.kind': kind, 'cache.outcome': outcome },
      })),
    ),
  );
  return {
    lookups,
    recordOperation: metrics.histogram('graphql.operation.duration'),
    recordPlanning: metrics.histogram('graphql.planning.duration'),
    recordCost: metrics.histogram('graphql.operation.cost'),
    recordFetch: metrics.histogram('http.client.request.duration'),
  };
}

/** One operation. Its waiting time is that in which at least one fetch was in flight. */
class MeasuredOperation implements OperationObserver {
  readonly #observed: ObservedOperation;
  readonly #instruments: Instruments;
  readonly #passedOn: TraceOfOperation | undefined;
  readonly #record = requestScope.getStore();
  readonly #startedAt = performance.now();
  #planningFrom = 0;
  #inFlight = 0;
  #waitingFrom = 0;
  #waitedMs = 0;
  #isCached = false;
  #cost: number | undefined;
  /** Undefined unless there is a cache of answers. */
  #cacheHits: number | undefined;
  #cacheMisses: number | undefined;

  constructor(observed: ObservedOperation, instruments: Instruments, passedOn: TraceOfOperation | undefined) {
    this.#observed = observed;
    this.#instruments = instruments;
    this.#passedOn = passedOn;
  }

  planningBegins(): void {
    this.#planningFrom = performance.now();
  }

  planningEnds(outcome: 'cached' | 'planned' | 'failed'): void {
    const { lookups, recordPlanning } = this.#instruments;
    this.#isCached = outcome === 'cached';
    if (this.#isCached) {
      lookups.plan.hit += 1;
      return;
    }
    lookups.plan.miss += 1;
    recordPlanning((performance.now() - this.#planningFrom) / 1_000, { 'graphql.outcome': outcome });
  }

  costEstimated(cost: number): void {
    this.#cost = cost;
    this.#instruments.recordCost(cost);
  }

  fetchBegins({ subgraphName }: { readonly subgraphName: string }): FetchObserver {
    const startedAt = performance.now();
    if (this.#inFlight === 0) this.#waitingFrom = startedAt;
    this.#inFlight += 1;
    return new MeasuredFetch(this, subgraphName, startedAt, this.#passedOn);
  }

  fetchEnds(
    { subgraphName, startedAt, isSent }: Pick<MeasuredFetch, 'subgraphName' | 'startedAt' | 'isSent'>,
    code: string | undefined,
  ): void {
    const now = performance.now();
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#waitedMs += now - this.#waitingFrom;
    if (!isSent) return;
    const attributes = { 'subgraph.name': subgraphName, 'error.type': code };
    this.#instruments.recordFetch((now - startedAt) / 1_000, attributes);
  }

  cacheUsed({ kind, hits, stale, misses }: CacheUse): void {
    const outcomes = this.#instruments.lookups[kind];
    outcomes.hit += hits - stale;
    outcomes.stale += stale;
    outcomes.miss += misses;
    this.#cacheHits = (this.#cacheHits ?? 0) + hits;
    this.#cacheMisses = (this.#cacheMisses ?? 0) + misses;
  }

  fetchFailed(): void {}

  errorFound(): void {}

  ends(outcome: OperationOutcome): void {
    const { operation, text, isEvent } = this.#observed;
    const type = operation.operation;
    if (!isEvent) this.#note(operation);
    // The start of a subscription has no result, so its duration would say nothing.
    if (!isEvent && type === 'subscription') return;
    const ms = performance.now() - this.#startedAt;
    const { top, recordOperation, nameOf } = this.#instruments;
    top?.slowest.note(operation, text, ms);
    if (this.#cost !== undefined) top?.costliest.note(operation, text, this.#cost);
    recordOperation(ms / 1_000, {
      'graphql.operation.type': type,
      'graphql.operation.name': nameOf(operation, text),
      'graphql.outcome': outcome,
    });
  }

  /** Adds the operation to the log line of its request. */
  #note({ operation: type, name }: ObservedOperation['operation']): void {
    if (this.#record === undefined) return;
    this.#record.upstreamMs = (this.#record.upstreamMs ?? 0) + this.#waitedMs;
    this.#record.noteOperation({
      type,
      operation: name?.value.slice(0, maxNameLength),
      cost: this.#cost,
      planCached: this.#isCached,
      cacheHits: this.#cacheHits,
      cacheMisses: this.#cacheMisses,
    });
  }
}

/** One request of a fetch. A class, because closures for each request would take five times the memory. */
class MeasuredFetch implements FetchObserver {
  readonly headers: TraceOfOperation | undefined;
  readonly #operation: MeasuredOperation;
  readonly subgraphName: string;
  readonly startedAt: number;
  /** False if a cache had the whole answer. */
  isSent = true;

  constructor(
    operation: MeasuredOperation,
    subgraphName: string,
    startedAt: number,
    headers: TraceOfOperation | undefined,
  ) {
    this.#operation = operation;
    this.subgraphName = subgraphName;
    this.startedAt = startedAt;
    this.headers = headers;
  }

  onRequest(): void {}
  onResponse(): void {}

  cacheUsed(use: CacheUse): void {
    this.isSent = use.misses > 0;
    this.#operation.cacheUsed(use);
  }

  ends(code?: string): void {
    this.#operation.fetchEnds(this, code);
  }
}
