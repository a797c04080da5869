// biome-ignore-all format: a declaration is one row of a table
import { section } from '@supergraph/service-kit/config.ts';
import { integer } from '@supergraph/service-kit/variables.ts';

const duration = [10, 2_000_000_000] as const;

/** Settings of subscriptions at the gateway. Times are milliseconds. */
export const liveSettings = section('Subscriptions of clients', {
  maxPerClient: integer('SUBSCRIPTIONS_PER_CLIENT', 100, [1, 1_000_000], 'Open subscriptions of one client.'),
  maxInAll: integer('MAX_CLIENT_SUBSCRIPTIONS', 10_000, [1, 10_000_000], 'Open subscriptions of all clients.'),
  heartbeatMs: integer('SUBSCRIPTION_HEARTBEAT_MS', 12_000, duration,
    'Interval of heartbeats while there are no events, which must be below the idle timeout of proxies.'),
  maxQueued: integer('SUBSCRIPTION_QUEUE', 100, [1, 1_000_000],
    'Results of a subscription that wait for its client, beyond which its source waits.'),
  slowClientMs: integer('SUBSCRIPTION_SLOW_MS', 10_000, duration,
    'Time for which a client may leave that queue full, beyond which it gets `SUBSCRIPTION_TOO_SLOW`.'),
  maxLifetimeMs: integer('SUBSCRIPTION_MAX_MS', 86_400_000, duration,
    'Longest life of a subscription, after which its client must subscribe again.'),
  initTimeoutMs: integer('WEBSOCKET_INIT_TIMEOUT_MS', 3_000, duration,
    'Time for the message `connection_init` on a new WebSocket.'),
  maxOperations: integer('WEBSOCKET_OPERATIONS', 100, [1, 100_000],
    'Operations in flight on one WebSocket, besides subscriptions that have started.'),
}, 'Clients subscribe over server-sent events, multipart answers or WebSockets, all at `/graphql`. A WebSocket that ' +
  'answers no heartbeat until the next one is closed. A subscription that the gateway ends has an error with a code and, ' +
  'if it can resume, the cursor of its last event.');
