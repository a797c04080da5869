import type { Attributes } from '@opentelemetry/api';

/** Declaration of a metric. */
export interface MetricDeclaration {
  /** `counter` and `histogram` are recorded. `gauge` and `total` are read when the metrics are collected. */
  readonly kind: 'counter' | 'histogram' | 'gauge' | 'total';
  /** Unit as UCUM writes it: `s`, `By`, or `1` for numbers without a unit. */
  readonly unit: string;
  /** Processes that have it. */
  readonly of: 'all' | 'gateway' | 'subgraph';
  /** Names of its attributes. Each has a bounded set of values. */
  readonly attributes: readonly string[];
  readonly about: string;
}

const declare = <const Kind extends MetricDeclaration['kind'], const Names extends readonly string[]>(
  of: MetricDeclaration['of'],
  kind: Kind,
  unit: string,
  about: string,
  ...attributes: Names
) => ({ of, kind, unit, about, attributes });

/** Attributes of a consumer of events. */
const consumer = ['event.service', 'event.consumer'] as const;

/** Attributes of requests to a subgraph. */
const subgraph = ['subgraph.name'] as const;

/** Attributes of the connections of a subgraph. */
const pool = ['db.client.connection.pool.name'] as const;

/**
 * All metrics, by name. HTTP, database and process metrics are named as in OpenTelemetry's semantic conventions.
 * docs/observability.md is generated from this table.
 */
// biome-ignore format: a declaration is one row of a table
export const metricTable = {
  'http.server.request.duration': declare('all', 'histogram', 's', 'Duration of a request until its answer is handed to the network; of a stream, until its head.', 'http.request.method', 'http.route', 'http.response.status_code'),
  'http.server.active_requests': declare('all', 'gauge', '1', 'Requests that are not fully answered yet.'),
  'response.errors': declare('all', 'counter', '1', 'Errors that clients received, refusals of whole requests included, by code.', 'error.code', 'subgraph.name'),
  'http.server.overhead.duration': declare('gateway', 'histogram', 's', 'Duration of a request without the time in which it waited for subgraphs.'),
  'graphql.operation.duration': declare('gateway', 'histogram', 's', 'Duration of an operation, or of one event of a subscription, after parsing. The name is `_OTHER` unless the operation is in the safelist.', 'graphql.operation.type', 'graphql.operation.name', 'graphql.outcome'),
  'graphql.operation.cost': declare('gateway', 'histogram', '1', 'Estimated cost of an operation.'),
  'graphql.planning.duration': declare('gateway', 'histogram', 's', 'Duration of planning an operation that was not cached, with the wait for a thread.', 'graphql.outcome'),
  'graphql.cache.lookups': declare('gateway', 'total', '1', 'Lookups in the caches of plans and of [kept answers](caching.md), whose kinds are `root` and `entity`, by outcome: `hit`, `stale` or `miss`.', 'cache.kind', 'cache.outcome'),
  'http.client.request.duration': declare('gateway', 'histogram', 's', 'Duration of a request to a subgraph, with waits and retries. A failure has its code.', ...subgraph, 'error.type'),
  'subgraph.retries': declare('gateway', 'counter', '1', 'Retries of requests to a subgraph: `sent`, or `withheld` because the retry budget was spent.', ...subgraph, 'retry.outcome'),
  'subgraph.circuit_breaker.state': declare('gateway', 'gauge', '1', 'State of the circuit breaker: 0 closed, 1 half-open, 2 open.', ...subgraph),
  'subscription.open': declare('gateway', 'gauge', '1', 'Open subscriptions.'),
  'subscription.ended': declare('gateway', 'counter', '1', 'Subscriptions that ended, by reason.', 'subscription.end_reason'),
  'subscription.results': declare('gateway', 'counter', '1', 'Results that subscriptions delivered.'),
  'supergraph.updates': declare('gateway', 'counter', '1', 'Supergraphs that were `served` or `refused`.', 'supergraph.outcome'),
  'supergraph.refused': declare('gateway', 'gauge', '1', '1 while the newest supergraph is refused and an older one is served, otherwise 0.'),
  'process.cpu.time': declare('all', 'total', 's', 'CPU time of the process.', 'cpu.mode'),
  'process.memory.usage': declare('all', 'gauge', 'By', 'Resident memory of the process.'),
  'process.uptime': declare('all', 'gauge', 's', 'Time since the process started.'),
  'v8js.memory.heap.used': declare('all', 'gauge', 'By', 'Heap in use.'),
  'v8js.memory.heap.limit': declare('all', 'gauge', 'By', 'Largest heap that V8 permits.'),
  'nodejs.eventloop.utilization': declare('all', 'gauge', '1', 'Share of the time since the previous collection in which the event loop was busy.'),
  'nodejs.eventloop.delay.p50': declare('all', 'gauge', 's', 'Median delay of the event loop since the previous collection.'),
  'nodejs.eventloop.delay.p99': declare('all', 'gauge', 's', '99th percentile of the delay of the event loop since the previous collection.'),
  'nodejs.eventloop.delay.max': declare('all', 'gauge', 's', 'Longest delay of the event loop since the previous collection.'),
  'log.lines.dropped': declare('all', 'total', '1', 'Log lines that could not be written.'),
  'db.client.operation.duration': declare('subgraph', 'histogram', 's', 'Duration of an SQL statement, without the wait for a connection.', ...pool, 'error.type'),
  'db.client.connection.count': declare('subgraph', 'gauge', '1', 'Connections of the pool, by state: `used` or `idle`.', ...pool, 'db.client.connection.state'),
  'db.client.connection.max': declare('subgraph', 'gauge', '1', 'Largest number of connections of the pool: `DATABASE_POOL_SIZE`.', ...pool),
  'db.client.connection.pending_requests': declare('subgraph', 'gauge', '1', 'Requests that wait for a connection.', ...pool),
  'event.outbox.unread': declare('subgraph', 'gauge', '1', 'Events of the outbox that a reader has not read: the relay to the broker, or the consumers of another service. Counted up to 10,000.', 'event.service', 'event.reader'),
  'event.outbox.oldest_unread': declare('subgraph', 'gauge', 's', 'Age of the oldest of these events; 0 if there is none.', 'event.service', 'event.reader'),
  'event.consumer.delay': declare('subgraph', 'gauge', 's', 'Time from the event that a consumer handled last to its effect.', ...consumer),
  'event.consumer.parked': declare('subgraph', 'gauge', '1', 'Events that a consumer could not handle: `retrying`, `waiting` for an earlier one, or `dead`.', ...consumer, 'event.state'),
} satisfies Readonly<Record<string, MetricDeclaration>>;

/** Names of the metrics of some kinds. */
export type MetricName<Kind extends MetricDeclaration['kind'] = MetricDeclaration['kind']> = {
  [Name in keyof typeof metricTable]: (typeof metricTable)[Name]['kind'] extends Kind ? Name : never;
}[keyof typeof metricTable];

/** Attributes of a metric. */
export type MetricAttributes<Name extends MetricName> = {
  readonly [Key in (typeof metricTable)[Name]['attributes'][number]]?: string | number | undefined;
} & Attributes;
