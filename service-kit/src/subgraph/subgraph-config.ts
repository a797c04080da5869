import { derive, type Environment, group, section, type Value } from '../config.ts';
import { publicKeysFile } from '../identity/key-file.ts';
import { dataDir, processSettings, serverSettings } from '../service-settings.ts';
import { flag, integer, optional, port, requiredInProduction, url } from '../variables.ts';

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
  const ownPort = port(`${variablePrefix(name)}_PORT`, { about: 'Port to listen on.' });
  const keys = publicKeysFile('INTERNAL_PUBLIC_KEYS_FILE', 'JWK set with the public keys of the gateways.');
  const settings = group({
    server: serverSettings(ownPort, { maxBodyBytes: 10_000_000 }),
    runtime: subgraphRuntimeSettings(name),
    dataDir,
    internalKeys: requiredInProduction(optional(keys, 'development keys')),
  });
  return derive(settings, ({ runtime, ...own }) => ({ ...runtime, ...own }));
}

/** Declares the settings of the subgraph `name` inside another process. Its own variables begin with its name. */
export function subgraphRuntimeSettings(name: string) {
  const settings = group({
    ...processSettings,
    database: databaseSettings(variablePrefix(name)),
    events: eventSettings(),
  });
  return derive(settings, (values) => ({ name, ...values }));
}

/** Returns the prefix of a subgraph's variables: `ORDER_DESK` for `order-desk`. */
export function variablePrefix(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** Declares the URL of a subgraph's database. */
export function databaseUrl(prefix: string) {
  const about = 'URL of a PostgreSQL database, version 15 or newer, that the role owns.';
  return url(`${prefix}_DATABASE_URL`, ['postgres:', 'postgresql:'], { about });
}

function databaseSettings(prefix: string) {
  return section(
    {
      title: 'Database',
      about:
        'Statements are prepared by name. A pooler between a subgraph and PostgreSQL must support that: PgBouncer does from 1.21, or in session mode.',
    },
    {
      url: databaseUrl(prefix),
      poolSize: integer('DATABASE_POOL_SIZE', {
        about: 'Maximum connections of this process.',
        range: [1, 500],
        fallback: 10,
      }),
      connectTimeoutMs: integer('DATABASE_CONNECT_TIMEOUT_MS', {
        about:
          'Longest wait of a request for a connection, beyond which it fails with `SERVICE_UNAVAILABLE`.',
        range: [1, 60_000],
        fallback: 1_000,
      }),
      statementTimeoutMs: integer('STATEMENT_TIMEOUT_MS', {
        about: 'Longest statement, and longest time that a transaction may be idle.',
        range: [1, 600_000],
        fallback: 5_000,
      }),
      demoData: flag('DEMO_DATA', {
        about: '`on` inserts the demo data, once for each database.',
        fallback: false,
      }),
    },
  );
}

function eventSettings() {
  return section(
    {
      title: 'Events',
      about:
        'While someone subscribes, a subgraph has one connection more than `DATABASE_POOL_SIZE`, for notifications. A pooler passes them only in session mode; in others each event waits for the next poll.',
    },
    {
      pollMs: integer('EVENT_POLL_MS', {
        about: 'Interval of reading new events when no notification arrives.',
        range: [10, 60_000],
        fallback: 500,
      }),
      retentionHours: integer('EVENT_RETENTION_HOURS', {
        about: 'Time for which events are kept, in hours, beyond which a cursor is `CURSOR_EXPIRED`.',
        range: [1, 8_760],
        fallback: 24,
      }),
      maxSubscriptions: integer('MAX_SUBSCRIPTIONS', {
        about: 'Maximum open subscriptions of this process, beyond which they are refused with 503.',
        range: [1, 1_000_000],
        fallback: 10_000,
      }),
    },
  );
}
