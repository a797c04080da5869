// biome-ignore-all format: a panel is one row of a table

/** Dashboard of Grafana: panels in rows of three, and the label that its reader chooses a value of. */
export interface Dashboard {
  readonly id: string;
  readonly title: string;
  /** Variable of the queries, and the query that lists its values. */
  readonly choose?: { readonly name: string; readonly values: string };
  readonly rows: Readonly<Record<string, readonly Panel[]>>;
}

/** Panel of a dashboard: a chart of one query or several, whose lines have names of labels such as `{{job}}`. */
export interface Panel {
  readonly title: string;
  /** Unit as Grafana names it. */
  readonly unit: string;
  readonly queries: readonly { readonly expr: string; readonly line: string }[];
}

const panel = (title: string, unit: string, ...queries: readonly (readonly [expr: string, line: string])[]): Panel => ({
  title, unit, queries: queries.map(([expr, line]) => ({ expr, line })),
});

/** Returns the rate of a counter for each second. */
const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

/** Returns the sum of the rates of a counter, by labels. */
const sum = (series: string, by = ''): string => `sum${by && ` by (${by})`} (${rate(series)})`;

/** Returns three percentiles of a histogram. */
const percentiles = (metric: string, labels = ''): readonly (readonly [string, string])[] =>
  [0.5, 0.95, 0.99].map((share) => [`histogram_quantile(${share}, ${sum(`${metric}_bucket${labels}`, 'le')})`, `p${share * 100}`]);

/** Returns the 95th percentile of a histogram by a label. */
const p95By = (label: string, metric: string, labels = ''): readonly [string, string] =>
  [`histogram_quantile(0.95, ${sum(`${metric}_bucket${labels}`, `${label}, le`)})`, `{{${label}}}`];

const atGateway = '{job="gateway", http_route="/graphql"}';

/** All dashboards. `npm run codegen` writes them to deploy/observability/grafana/generated. */
export const dashboards: readonly Dashboard[] = [
  {
    id: 'graph', title: 'Graph',
    rows: {
      'Requests of clients': [
        panel('Requests by status', 'reqps', [sum(`http_server_request_duration_count${atGateway}`, 'http_response_status_code'), '{{http_response_status_code}}']),
        panel('Duration', 's', ...percentiles('http_server_request_duration', atGateway)),
        panel('Errors by code and subgraph', 'reqps', [sum('response_errors_total{job="gateway"}', 'error_code, subgraph_name'), '{{error_code}} {{subgraph_name}}']),
        panel('Requests with an error of the graph (objective: 0.1 %)', 'percentunit', ['gateway:faults:rate5m / gateway:requests:rate5m', 'share']),
        panel('Requests slower than 0.5 s (objective: 1 %)', 'percentunit', ['gateway:slow:rate5m / gateway:requests:rate5m', 'share']),
        panel('Requests in flight', 'short', ['sum by (job) (http_server_active_requests)', '{{job}}']),
      ],
      'Operations': [
        panel('Operations by type and outcome', 'ops', [sum('graphql_operation_duration_count', 'graphql_operation_type, graphql_outcome'), '{{graphql_operation_type}} {{graphql_outcome}}']),
        panel('Slowest operations (p95)', 's', [`topk(10, ${p95By('graphql_operation_name', 'graphql_operation_duration')[0]})`, '{{graphql_operation_name}}']),
        panel('Estimated cost', 'short', ...percentiles('graphql_operation_cost')),
        panel('Overhead of the gateway', 's', ...percentiles('http_server_overhead_duration')),
        panel('Planning', 's', ...percentiles('graphql_planning_duration')),
        panel('Kept answers by kind and outcome', 'ops', [sum('graphql_cache_lookups_total{cache_kind!="plan"}', 'cache_kind, cache_outcome'), '{{cache_kind}} {{cache_outcome}}']),
        panel('Cache hits', 'percentunit', [`${sum('graphql_cache_lookups_total{cache_outcome="hit"}', 'cache_kind')} / ${sum('graphql_cache_lookups_total', 'cache_kind')}`, '{{cache_kind}}']),
      ],
      'Subgraphs, seen by the gateway': [
        panel('Duration by subgraph (p95)', 's', p95By('subgraph_name', 'http_client_request_duration')),
        panel('Failures by subgraph', 'reqps', [sum('http_client_request_duration_count{error_type!=""}', 'subgraph_name, error_type'), '{{subgraph_name}} {{error_type}}']),
        panel('Circuit breakers (0 closed, 1 half-open, 2 open)', 'short', ['max by (subgraph_name) (subgraph_circuit_breaker_state)', '{{subgraph_name}}']),
      ],
      'Supergraph': [
        panel('Updates by outcome', 'short', ['sum by (supergraph_outcome) (supergraph_updates_total)', '{{supergraph_outcome}}']),
        panel('Newest supergraph is refused', 'bool', ['max(supergraph_refused)', 'refused']),
      ],
    },
  },
  {
    id: 'subgraph', title: 'Subgraph', choose: { name: 'subgraph', values: 'label_values(subgraph_circuit_breaker_state, subgraph_name)' },
    rows: {
      'Seen by the gateway': [
        panel('Duration, seen by the gateway', 's', ...percentiles('http_client_request_duration', '{subgraph_name="$subgraph"}')),
        panel('Requests', 'reqps', [sum('http_client_request_duration_count{subgraph_name="$subgraph"}'), 'requests']),
        panel('Failures by code', 'reqps', [sum('http_client_request_duration_count{subgraph_name="$subgraph", error_type!=""}', 'error_type'), '{{error_type}}']),
        panel('Retries', 'reqps', [sum('subgraph_retries_total{subgraph_name="$subgraph"}', 'retry_outcome'), '{{retry_outcome}}']),
        panel('Circuit breaker (0 closed, 1 half-open, 2 open)', 'short', ['max(subgraph_circuit_breaker_state{subgraph_name="$subgraph"})', 'state']),
      ],
      'Seen by itself': [
        panel('Duration, seen by the subgraph', 's', ...percentiles('http_server_request_duration', '{job="$subgraph", http_route="/graphql"}')),
        panel('Requests by status', 'reqps', [sum('http_server_request_duration_count{job="$subgraph", http_route="/graphql"}', 'http_response_status_code'), '{{http_response_status_code}}']),
        panel('Errors by code', 'reqps', [sum('response_errors_total{job="$subgraph"}', 'error_code'), '{{error_code}}']),
        panel('SQL statements', 's', ...percentiles('db_client_operation_duration', '{job="$subgraph"}')),
        panel('Requests that wait for a connection', 'short', ['sum by (instance) (db_client_connection_pending_requests{job="$subgraph"})', '{{instance}}']),
        panel('Event loop (p99 of the delay)', 's', ['max by (instance) (nodejs_eventloop_delay_p99{job="$subgraph"})', '{{instance}}']),
      ],
    },
  },
  {
    id: 'events', title: 'Events and subscriptions',
    rows: {
      'Events between services': [
        panel('Age of the oldest unread event', 's', ['max by (event_service, event_reader) (event_outbox_oldest_unread)', '{{event_service}} to {{event_reader}}']),
        panel('Unread events', 'short', ['max by (event_service, event_reader) (event_outbox_unread)', '{{event_service}} to {{event_reader}}']),
        panel('Delay of consumers', 's', ['max by (event_service, event_consumer) (event_consumer_delay)', '{{event_service}} {{event_consumer}}']),
        panel('Events that consumers could not handle', 'short', ['sum by (event_consumer, event_state) (event_consumer_parked)', '{{event_consumer}} {{event_state}}']),
      ],
      'Subscriptions': [
        panel('Open subscriptions', 'short', ['sum by (instance) (subscription_open)', '{{instance}}']),
        panel('Results delivered', 'ops', [sum('subscription_results_total'), 'results']),
        panel('Subscriptions ended, by reason', 'ops', [sum('subscription_ended_total', 'subscription_end_reason'), '{{subscription_end_reason}}']),
        panel('Duration of an event', 's', ...percentiles('graphql_operation_duration', '{graphql_operation_type="subscription"}')),
      ],
    },
  },
  {
    id: 'runtime', title: 'Node and PostgreSQL', choose: { name: 'job', values: 'label_values(process_uptime, job)' },
    rows: {
      'Node': [
        panel('CPU (cores)', 'short', [sum('process_cpu_time_total{job="$job"}', 'instance, cpu_mode'), '{{instance}} {{cpu_mode}}']),
        panel('Event loop, busy', 'percentunit', ['max by (instance) (nodejs_eventloop_utilization{job="$job"})', '{{instance}}']),
        panel('Event loop, delay', 's', ...(['p50', 'p99', 'max'] as const).map((name) => [`max(nodejs_eventloop_delay_${name}{job="$job"})`, name] as const)),
        panel('Resident memory', 'bytes', ['sum by (instance) (process_memory_usage{job="$job"})', '{{instance}}']),
        panel('Heap', 'bytes', ['sum by (instance) (v8js_memory_heap_used{job="$job"})', '{{instance}}'], ['max(v8js_memory_heap_limit{job="$job"})', 'limit']),
        panel('Time since the start', 's', ['min by (instance) (process_uptime{job="$job"})', '{{instance}}']),
        panel('Log lines dropped', 'short', ['sum by (instance) (increase(log_lines_dropped_total{job="$job"}[$__rate_interval]))', '{{instance}}']),
      ],
      'PostgreSQL, seen by the services': [
        panel('SQL statements', 'ops', [sum('db_client_operation_duration_count', 'db_client_connection_pool_name'), '{{db_client_connection_pool_name}}']),
        panel('Duration of SQL statements (p95)', 's', p95By('db_client_connection_pool_name', 'db_client_operation_duration')),
        panel('Failed statements by SQLSTATE', 'ops', [sum('db_client_operation_duration_count{error_type!=""}', 'db_client_connection_pool_name, error_type'), '{{db_client_connection_pool_name}} {{error_type}}']),
        panel('Connections in use', 'short', ['sum by (db_client_connection_pool_name) (db_client_connection_count{db_client_connection_state="used"})', '{{db_client_connection_pool_name}}'], ['sum by (db_client_connection_pool_name) (db_client_connection_max)', '{{db_client_connection_pool_name}} limit']),
        panel('Idle connections', 'short', ['sum by (db_client_connection_pool_name) (db_client_connection_count{db_client_connection_state="idle"})', '{{db_client_connection_pool_name}}']),
        panel('Requests that wait for a connection', 'short', ['sum by (db_client_connection_pool_name) (db_client_connection_pending_requests)', '{{db_client_connection_pool_name}}']),
      ],
    },
  },
];
