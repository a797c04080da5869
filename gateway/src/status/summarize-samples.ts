import type { Sample } from '@supergraph/service-kit/telemetry/read-samples.ts';
import type {
  ConsumerStatus,
  Counts,
  ErrorCount,
  Histogram,
  OutboxStatus,
  ProcessStatus,
  StatusSnapshot,
  SubgraphStatus,
} from './status-snapshot.ts';

/** Samples of one process, or undefined if it is unreachable. */
export interface ProcessSamples {
  readonly name: string;
  readonly samples: readonly Sample[] | undefined;
}

/** Parts of a snapshot that come from metrics. */
export type MetricsStatus = Omit<StatusSnapshot, 'at' | 'worker' | 'slowest' | 'costliest'>;

/** Summarizes the metrics of the gateway, which is the first process, and of the subgraphs. */
export function summarizeSamples(processes: readonly ProcessSamples[]): MetricsStatus {
  const gateway = createReader(processes[0]?.samples ?? []);
  const all = createReader(processes.flatMap(({ samples = [] }) => samples));
  const hits = { cache_kind: 'plan', cache_outcome: 'hit' };
  return {
    processes: processes.map(summarizeProcess),
    requests: {
      byStatus: gateway.counts('http_server_request_duration_count', 'http_response_status_code'),
      duration: gateway.histogram('http_server_request_duration'),
      overhead: gateway.histogram('http_server_overhead_duration'),
      inFlight: gateway.sum('http_server_active_requests'),
    },
    operations: {
      byOutcome: gateway.counts('graphql_operation_duration_count', 'graphql_outcome'),
      cost: gateway.histogram('graphql_operation_cost'),
    },
    errors: summarizeErrors(gateway),
    subgraphs: gateway
      .values('subgraph_name', 'http_client_request_duration_count', 'subgraph_circuit_breaker_state')
      .map((name) => summarizeSubgraph(gateway, name)),
    planning: {
      hits: gateway.sum('graphql_cache_lookups_total', hits),
      misses: gateway.sum('graphql_cache_lookups_total', { ...hits, cache_outcome: 'miss' }),
      duration: gateway.histogram('graphql_planning_duration'),
    },
    subscriptions: {
      open: gateway.sum('subscription_open'),
      delivered: gateway.sum('subscription_results_total'),
      ended: gateway.counts('subscription_ended_total', 'subscription_end_reason'),
    },
    outboxes: summarizeOutboxes(all),
    consumers: summarizeConsumers(all),
  };
}

type Reader = ReturnType<typeof createReader>;

/** Creates the lookup of samples by name and labels. Requests of load balancers and of the status page do not count. */
function createReader(samples: readonly Sample[]) {
  const byName = Map.groupBy(samples.filter(isCounted), ({ name }) => name);
  const find = (name: string, labels: Sample['labels'] = {}): readonly Sample[] =>
    (byName.get(name) ?? []).filter((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  const sum = (name: string, labels?: Sample['labels']): number =>
    find(name, labels).reduce((total, { value }) => total + value, 0);
  return {
    find,
    sum,
    /** Returns the values of a label, sorted. */
    values: (label: string, ...names: readonly string[]): readonly string[] =>
      [...new Set(names.flatMap((name) => find(name).map(({ labels }) => labels[label] ?? '')))].sort(),
    /** Returns the sum for each value of a label. */
    counts(name: string, label: string): Counts {
      const groups = Map.groupBy(find(name), ({ labels }) => labels[label] ?? '');
      return Object.fromEntries(
        [...groups].map(([key, group]) => [key, group.reduce((total, { value }) => total + value, 0)]),
      );
    },
    histogram(name: string, labels?: Sample['labels']): Histogram {
      // The samples count all values up to their bound.
      const upTo = new Map<number, number>();
      for (const { labels: own, value } of find(`${name}_bucket`, labels)) {
        const bound = Number(own.le?.replace('Inf', 'Infinity'));
        upTo.set(bound, (upTo.get(bound) ?? 0) + value);
      }
      const bounds = [...upTo.keys()].sort((one, other) => one - other);
      const counts = bounds.map(
        (bound, at) => (upTo.get(bound) ?? 0) - (upTo.get(bounds[at - 1] ?? -1) ?? 0),
      );
      return { bounds: bounds.slice(0, -1), counts, sum: sum(`${name}_sum`, labels) };
    },
  };
}

function isCounted({ labels }: Sample): boolean {
  return labels.http_route === undefined || !uncounted.has(labels.http_route);
}

const uncounted = new Set(['/health', '/ready', '/status', '/status/events']);

function summarizeErrors(gateway: Reader): readonly ErrorCount[] {
  return gateway.find('response_errors_total').map(({ labels, value: count }) => ({
    code: labels.error_code ?? '',
    ...(labels.subgraph_name !== undefined && { subgraph: labels.subgraph_name }),
    count,
  }));
}

const breakerStates = ['closed', 'half-open', 'open'] as const;

function summarizeSubgraph(gateway: Reader, name: string): SubgraphStatus {
  const labels = { subgraph_name: name };
  const [state] = gateway.find('subgraph_circuit_breaker_state', labels);
  const breaker = state && breakerStates[state.value];
  return {
    name,
    ...(breaker && { breaker }),
    duration: gateway.histogram('http_client_request_duration', labels),
    failures: gateway
      .find('http_client_request_duration_count', labels)
      .filter((sample) => sample.labels.error_type !== undefined)
      .reduce((total, { value }) => total + value, 0),
    retries: gateway.sum('subgraph_retries_total', { ...labels, retry_outcome: 'sent' }),
  };
}

function summarizeProcess({ name, samples }: ProcessSamples): ProcessStatus {
  if (samples === undefined) return { name };
  const { sum, histogram } = createReader(samples);
  const max = sum('db_client_connection_max');
  const connections = {
    used: sum('db_client_connection_count', { db_client_connection_state: 'used' }),
    max,
    waiting: sum('db_client_connection_pending_requests'),
  };
  return {
    name,
    figures: {
      cpuSeconds: sum('process_cpu_time_total'),
      memoryBytes: sum('process_memory_usage'),
      uptimeSeconds: sum('process_uptime'),
      ...(max > 0 && { connections }),
      statements: histogram('db_client_operation_duration'),
    },
  };
}

function summarizeOutboxes({ find, sum }: Reader): readonly OutboxStatus[] {
  return find('event_outbox_unread').map(({ labels, value: unread }) => ({
    service: labels.event_service ?? '',
    reader: labels.event_reader ?? '',
    unread,
    oldestSeconds: sum('event_outbox_oldest_unread', labels),
  }));
}

function summarizeConsumers({ find, sum }: Reader): readonly ConsumerStatus[] {
  const ofConsumer = ({ labels }: Sample) => ({
    event_service: labels.event_service ?? '',
    event_consumer: labels.event_consumer ?? '',
  });
  const samples = [...find('event_consumer_delay'), ...find('event_consumer_parked')];
  const consumers = new Map(
    samples.map((sample) => [Object.values(ofConsumer(sample)).join(' '), ofConsumer(sample)]),
  );
  return [...consumers.values()].map((labels) => {
    const [delay] = find('event_consumer_delay', labels);
    const parked = (event_state: string) => sum('event_consumer_parked', { ...labels, event_state });
    return {
      service: labels.event_service,
      consumer: labels.event_consumer,
      ...(delay && { delaySeconds: delay.value }),
      ...{ retrying: parked('retrying'), waiting: parked('waiting'), dead: parked('dead') },
    };
  });
}
