import { derive, type Environment, followed, group, section, type Value } from '../config.ts';
import { brokerProtocols } from '../events/create-transport.ts';
import { eventsSecret } from '../events/feed/feed-token.ts';
import { feedUrls } from '../events/feed/feed-urls.ts';
import { publicKeysFile } from '../identity/key-file.ts';
import { developmentPageSettings } from '../pages/page-settings.ts';
import { dataDir, processSettings, serverSettings } from '../service-settings.ts';
import { telemetrySettings } from '../telemetry/telemetry-settings.ts';
import { variablePrefix } from '../variable-prefix.ts';
import { flag, integer, oneOf, optional, port, requiredInProduction, url } from '../variables.ts';

/** Settings of a subgraph in any process, with or without its own server. */
export type SubgraphRuntimeConfig = Value<ReturnType<typeof subgraphRuntimeSettings>>;

/** Settings of a subgraph that runs as its own process. */
export type SubgraphConfig = Value<ReturnType<typeof subgraphSettings>>;

/** Reads the settings of the subgraph `name` as its own process. Throws ConfigError with every problem. */
export function readSubgraphConfig(name: string, env: Environment): SubgraphConfig {
  return subgraphSettings(name).read(env);
}

/** Declares the settings of the subgraph `name` as its own process. */
export function subgraphSettings(name: string) {
  const ownPort = port(`${variablePrefix(name)}_PORT`, undefined, 'Port to listen on.');
  const keys = publicKeysFile('INTERNAL_PUBLIC_KEYS_FILE', 'JWK set with the public keys of the gateways.');
  const settings = group({
    server: serverSettings(ownPort, { maxBodyBytes: 10_000_000 }),
    runtime: subgraphRuntimeSettings(name),
    internalKeys: requiredInProduction(optional(keys, 'development keys')),
    pages: section('Pages', developmentPageSettings),
  });
  return derive(settings, ({ runtime, ...own }) => ({ ...runtime, ...own }));
}

/** Declares the settings of the subgraph `name` inside another process. Its own variables begin with its name. */
export function subgraphRuntimeSettings(name: string) {
  const settings = group({
    ...processSettings,
    dataDir,
    database: databaseSettings(variablePrefix(name)),
    events: eventSettings,
    telemetry: telemetrySettings,
    grpcUrl: grpcUrl(variablePrefix(name)),
  });
  return derive(settings, (values) => ({ name, ...values }));
}

/** Declares whether the demo data is inserted. */
export const demoData = flag('DEMO_DATA', false, '`on` inserts the demo data, once for each database.');

/** Declares the URL of the gRPC service behind a subgraph. */
function grpcUrl(prefix: string) {
  const about =
    'For a subgraph in front of a [gRPC service](grpc.md): URL of the service. `https:` uses TLS.';
  const service = { ...url(`${prefix}_GRPC_URL`, ['http:', 'https:'], about), secret: false };
  return optional(service, 'the subgraph serves it itself');
}

/** Declares the URL of a subgraph's database. */
export function databaseUrl(prefix: string) {
  const about = 'URL of a PostgreSQL database, version 15 or newer, with the role of this process.';
  return url(`${prefix}_DATABASE_URL`, ['postgres:', 'postgresql:'], about);
}

// biome-ignore format: a declaration is one row of a table
const databaseSettings = (prefix: string) => section('Database', {
  url: followed(databaseUrl(prefix)),
  poolSize: integer('DATABASE_POOL_SIZE', 10, [1, 500], 'Maximum connections of this process.'),
  connectTimeoutMs: integer('DATABASE_CONNECT_TIMEOUT_MS', 1_000, [1, 60_000],
    'Longest wait of a request for a connection, beyond which it fails with `SERVICE_UNAVAILABLE`.'),
  statementTimeoutMs: integer('STATEMENT_TIMEOUT_MS', 5_000, [1, 600_000],
    'Longest statement, and longest time that a transaction may be idle.'),
  migrations: oneOf('MIGRATIONS', 'apply', ['apply', 'check'],
    '`check` leaves [migrations and demo data to a job](deploy.md#migrate-with-another-role), and waits a minute for them.'),
  demoData,
}, 'Statements are prepared by name. A pooler between a subgraph and PostgreSQL must support that: PgBouncer does from ' +
  '1.21, or in session mode.');

// biome-ignore format: a declaration is one row of a table
const eventSettings = section('Events', {
  pollMs: integer('EVENT_POLL_MS', 500, [10, 60_000],
    'Interval of reading new events when no notification arrives.'),
  // A day less than consumers remember what they have handled.
  retentionHours: integer('EVENT_RETENTION_HOURS', 24, [1, 312],
    'Time for which events are kept, beyond which a cursor is `CURSOR_EXPIRED`.'),
  maxSubscriptions: integer('MAX_SUBSCRIPTIONS', 10_000, [1, 1_000_000],
    'Maximum open subscriptions of this process, beyond which they are refused with 503.'),
  brokerUrl: optional(url('EVENTS_URL', brokerProtocols,
    'URL of the [broker](events.md#brokers) for events between subgraphs.'), 'no broker: subgraphs read from each other'),
  secrets: optional(eventsSecret, 'derived from the development keys'),
  sources: feedUrls,
}, 'While someone subscribes or reads its events, and for 30 s after that, a subgraph has one connection more than ' +
  '`DATABASE_POOL_SIZE`, for notifications. A pooler passes them only in session mode; in others each event waits for the next poll.');
