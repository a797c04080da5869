/** Samples, one a minute for an hour, after which an alert fires, and samples after which it is quiet. */
export interface AlertCase {
  readonly fires: Readonly<Record<string, string>>;
  readonly quiet: Readonly<Record<string, string>>;
}

const requests = 'http_server_request_duration_count{job="gateway", http_route="/graphql"}';
const fast = 'http_server_request_duration_bucket{job="gateway", http_route="/graphql", le="0.5"}';
const faults = 'response_errors_total{job="gateway", error_code="GATEWAY_TIMEOUT", subgraph_name="users"}';
const mistakes = 'response_errors_total{job="gateway", error_code="BAD_USER_INPUT"}';
const toUsers = 'http_client_request_duration_count{job="gateway", subgraph_name="users"}';
const failedToUsers = `${toUsers.slice(0, -1)}, error_type="GATEWAY_TIMEOUT"}`;
const toUsersWithin = (le: string) =>
  `http_client_request_duration_bucket{job="gateway", subgraph_name="users", le="${le}"}`;
const statements = 'db_client_operation_duration_count{job="orders"}';
const failedStatements = (code: string) =>
  `db_client_operation_duration_count{job="orders", error_type="${code}"}`;

/** Returns a counter that grows by so much a minute. */
const grows = (by: number): string => `0+${by}x60`;

/** Returns a gauge that stays at a value. */
const stays = (value: number): string => `${value}+0x60`;

/** Cases of every alert. `quiet` is close to the limit where there is one. */
export const alertCases: Readonly<Record<string, AlertCase>> = {
  AvailabilityBudgetBurnsFast: {
    fires: { [requests]: grows(1_000), [faults]: grows(16) },
    quiet: { [requests]: grows(1_000), [faults]: grows(13), [mistakes]: grows(500) },
  },
  AvailabilityBudgetBurnsSlowly: {
    fires: { [requests]: grows(1_000), [faults]: grows(7) },
    quiet: { [requests]: grows(1_000), [faults]: grows(5), [mistakes]: grows(500) },
  },
  LatencyBudgetBurnsFast: {
    fires: { [requests]: grows(1_000), [fast]: grows(850) },
    quiet: { [requests]: grows(1_000), [fast]: grows(860) },
  },
  LatencyBudgetBurnsSlowly: {
    fires: { [requests]: grows(1_000), [fast]: grows(930) },
    quiet: { [requests]: grows(1_000), [fast]: grows(950) },
  },
  ProcessDown: {
    fires: { 'up{job="users", instance="a"}': '1+0x50 0+0x10' },
    quiet: { 'up{job="users", instance="a"}': '1+0x58 0+0x2' },
  },
  ProcessRestarts: {
    fires: { 'process_uptime{job="users", instance="a"}': '0+60x54 0 60 0 60 120 180' },
    quiet: { 'process_uptime{job="users", instance="a"}': '0+60x54 0 60 120 180 240 300' },
  },
  CircuitBreakerOpen: {
    fires: {
      'subgraph_circuit_breaker_state{job="gateway", subgraph_name="users"}': '0+0x50 2 2 1 2 2 1 2 2 2 2 2',
    },
    quiet: {
      'subgraph_circuit_breaker_state{job="gateway", subgraph_name="users"}': '0+0x50 2 2 0 0 0 0 0 0 0 0 2',
    },
  },
  SubgraphFailing: {
    fires: { [toUsers]: grows(94), [failedToUsers]: grows(6) },
    quiet: { [toUsers]: grows(96), [failedToUsers]: grows(4) },
  },
  SubgraphSlow: {
    fires: {
      [toUsersWithin('0.5')]: grows(94),
      [toUsersWithin('1')]: grows(100),
      [toUsersWithin('+Inf')]: grows(100),
    },
    quiet: {
      [toUsersWithin('0.5')]: grows(96),
      [toUsersWithin('1')]: grows(100),
      [toUsersWithin('+Inf')]: grows(100),
    },
  },
  RequestsShed: {
    fires: { 'response_errors_total{job="gateway", error_code="SERVICE_OVERLOADED"}': grows(1) },
    quiet: {
      'response_errors_total{job="gateway", error_code="SERVICE_OVERLOADED"}': stays(70),
      [faults]: grows(9),
    },
  },
  EventLoopBlocked: {
    fires: { 'nodejs_eventloop_delay_p99{job="gateway"}': stays(0.25) },
    quiet: { 'nodejs_eventloop_delay_p99{job="gateway"}': '0.02+0x56 1.05 0.02 0.02 0.02' },
  },
  DatabasePoolExhausted: {
    fires: { 'db_client_connection_pending_requests{job="orders"}': '0+0x50 3+0x10' },
    quiet: { 'db_client_connection_pending_requests{job="orders"}': '0+0x50 3 0 8 0 9 0 5 0 4 0' },
  },
  DatabaseStatementsFail: {
    fires: { [statements]: grows(94), [failedStatements('57014')]: grows(6) },
    quiet: {
      [statements]: grows(50),
      [failedStatements('23505')]: grows(40),
      [failedStatements('40001')]: grows(40),
    },
  },
  EventsUnread: {
    fires: { 'event_outbox_oldest_unread{event_service="orders", event_reader="feed:users"}': stays(70) },
    quiet: { 'event_outbox_oldest_unread{event_service="orders", event_reader="feed:users"}': stays(50) },
  },
  EventsDead: {
    fires: {
      'event_consumer_parked{event_service="users", event_consumer="spending", event_state="dead"}': stays(1),
    },
    quiet: {
      'event_consumer_parked{event_service="users", event_consumer="spending", event_state="retrying"}':
        stays(9),
    },
  },
  SupergraphRefused: {
    fires: { 'supergraph_refused{job="gateway"}': '0+0x50 1+0x10' },
    quiet: { 'supergraph_refused{job="gateway"}': '0+0x50 1+0x5 0+0x5' },
  },
  LogLinesDropped: {
    fires: { 'log_lines_dropped_total{job="gateway"}': '0+0x55 90+0x5' },
    quiet: { 'log_lines_dropped_total{job="gateway"}': '0+0x30 90+0x30' },
  },
};
