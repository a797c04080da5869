import { readFile } from 'node:fs/promises';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Kysely } from 'kysely';
import { createDatabase, createDatabasePool, type DatabasePool } from '../database/database.ts';
import { createDatabaseObserver } from '../database/database-observer.ts';
import { awaitMigrations, prepareDatabase } from '../database/prepare-database.ts';
import { createErrorMask } from '../errors.ts';
import type { EventConsumer } from '../events/event-consumer.ts';
import { startEventDelivery } from '../events/event-delivery.ts';
import { createEventFeed, type EventFeed } from '../events/event-feed.ts';
import { observeEvents } from '../events/event-metrics.ts';
import type { EventStatus } from '../events/event-status-store.ts';
import { createEventSource, type EventSource } from '../events/feed/event-source.ts';
import { type FeedSecrets, findFeedSecrets } from '../events/feed/feed-token.ts';
import { createOutbox } from '../events/outbox.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Lifetime } from '../lifetime.ts';
import { createLog, type Log } from '../log.ts';
import { noTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { variablePrefix } from '../variable-prefix.ts';
import type { SubgraphRuntimeConfig } from './subgraph-config.ts';
import { createSubgraphSchema, type Resolvers } from './subgraph-schema.ts';

/** A subgraph. Either `createData` or `open` gives the data of its requests. */
export type SubgraphDefinition<Tables, Data extends object> = SubgraphParts<Tables> &
  (
    | { readonly createData: CreateData<Tables, Data> }
    | { readonly open: (resources: SubgraphResources<Tables>) => Promise<OpenedData<Tables, Data>> }
  );

interface SubgraphParts<Tables> {
  /** Folder with `schema.graphql`, `migrations/` and `demo/`. */
  readonly folder: URL;
  readonly resolvers: Resolvers;
  /** Parts that react to events of other subgraphs. default: none */
  readonly consumers?: readonly EventConsumer<Tables>[];
}

/**
 * Creates the stores and loaders of one request, so that loaded data is shared within the request. It does not know the
 * viewer, because all subscribers of an event share the data loaded for it. The database serves this request alone. Once
 * the caller stops waiting, its statement is cancelled and later ones fail.
 */
export type CreateData<Tables, Data> = (db: Kysely<Tables>, lifetime: Lifetime) => Data;

/** Resources for what all requests of a process share besides the database, such as a connection to another system. */
export interface SubgraphResources<Tables> {
  /** Returns the database for one piece of work. */
  readonly connect: (lifetime: Lifetime) => Kysely<Tables>;
  /** URL of the gRPC service behind the subgraph, or undefined if the subgraph serves it itself. */
  readonly grpcUrl: string | undefined;
  readonly log: Log;
}

/** Data of requests that share something, which `stop` closes after the last one. */
export interface OpenedData<Tables, Data> {
  readonly createData: CreateData<Tables, Data>;
  readonly stop: () => Promise<void>;
}

/** Part of a context that is the same in all subgraphs. */
export interface RequestContext {
  readonly viewer: Viewer;
  /** Events of the service. */
  readonly events: Pick<EventFeed, 'follow' | 'announce'>;
}

/** Overrides for tests and benchmarks, and the neighbours of a subgraph in one process. */
export interface SubgraphOverrides {
  /** Called with the text of each SQL statement that a request sends. */
  readonly onStatement?: (sql: string) => void;
  /** Telemetry of the process. The caller stops it. default: none */
  readonly telemetry?: Telemetry;
  /** Events of the subgraphs in this process, by name. The subgraph adds its own. default: each has its own process */
  readonly localSources?: Map<string, EventSource>;
}

/** A subgraph with its database, without a transport. */
export interface SubgraphRuntime<Context extends RequestContext = RequestContext> {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /**
   * Creates the context of one request, for an authenticated viewer and a caller who is still waiting.
   * `after` overrides the cursor in the arguments of subscriptions.
   */
  readonly createContext: (viewer: Viewer, lifetime: Lifetime, after?: string) => Context;
  /** Masks an error for clients: see createErrorMask. */
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /** Log of this subgraph, in whichever process it runs. */
  readonly log: Log;
  readonly telemetry: Telemetry;
  /** Events of the subgraph for the consumers of others. */
  readonly eventSource: EventSource;
  /** Secrets of the subgraphs that may read them over HTTP. Undefined in production without any. */
  readonly feedSecrets: FeedSecrets | undefined;
  /** Reads the state of the events that the subgraph emits and consumes. */
  readonly eventStatus: () => Promise<EventStatus>;
  /** Returns sentences for operators about a database that does not serve the subgraph, or events that are late. */
  readonly warnings: () => readonly string[];
  /** Closes the database connections. No request may follow. */
  readonly stop: () => Promise<void>;
}

/** Builds a subgraph's schema and migrates its database, or waits until that is done. Does not listen. */
export async function startSubgraphRuntime<Tables, Data extends object>(
  definition: SubgraphDefinition<Tables, Data>,
  config: SubgraphRuntimeConfig,
  overrides: SubgraphOverrides = {},
): Promise<SubgraphRuntime<Data & RequestContext>> {
  const { name, mode, logLevel, database } = config;
  const { folder, resolvers } = definition;
  const { telemetry = noTelemetry } = overrides;
  const log = createLog({ service: name, mode, level: logLevel });
  const schema = createSubgraphSchema(await readFile(new URL('schema.graphql', folder), 'utf8'), resolvers);
  const pool = await openDatabase(config, folder, { ...overrides, telemetry, log });
  const observer = createDatabaseObserver({ ...noTelemetry, tracing: telemetry.tracing }, name);
  const background = createDatabasePool({ ...database, poolSize: backgroundPoolSize, log, observer });
  const events = await startEvents(definition, config, { pool, background, log, telemetry, ...overrides });
  const { feed } = events;
  const closePools = async (): Promise<void> => {
    await events.stop();
    await Promise.all([pool.end(), background.end()]);
  };
  const connect = (lifetime: Lifetime): Kysely<Tables> => createDatabase(pool, lifetime);
  const data = await openData(definition, { connect, grpcUrl: config.grpcUrl, log }).catch(
    async (error: unknown) => {
      await closePools();
      throw error;
    },
  );
  if (telemetry.metrics.isOn) observeEvents(telemetry.metrics, name, events.status);
  return {
    name,
    schema,
    createContext(viewer, lifetime, after) {
      const follow: EventFeed['follow'] = (subscription) =>
        feed.follow(after === undefined ? subscription : { ...subscription, after });
      const events = { follow, announce: feed.announce };
      return { ...data.createData(connect(lifetime), lifetime), viewer, events };
    },
    formatError: createErrorMask(log, { showCauses: config.showCauses }),
    log,
    telemetry,
    eventSource: events.source,
    feedSecrets: events.secrets,
    eventStatus: events.status,
    warnings: () => [...describeProblem(name, pool.problem()), ...events.warnings()],
    async stop() {
      await data.stop();
      await closePools();
    },
  };
}

async function openData<Tables, Data extends object>(
  definition: SubgraphDefinition<Tables, Data>,
  resources: SubgraphResources<Tables>,
): Promise<OpenedData<Tables, Data>> {
  if ('open' in definition) return definition.open(resources);
  return { createData: definition.createData, stop: async () => {} };
}

/** Maximum connections for work that no request waits for. They are opened when they are needed. */
const backgroundPoolSize = 6;

/** Starts everything that concerns the events of a subgraph. Closes the database if it fails. */
async function startEvents<Tables, Data extends object>(
  { consumers = [] }: SubgraphDefinition<Tables, Data>,
  config: SubgraphRuntimeConfig,
  { pool, background, log, localSources, telemetry }: EventParts,
) {
  const { name, database } = config;
  const { pollMs, retentionHours } = config.events;
  const outbox = createOutbox({ url: database.url, pool, background, retentionHours, log });
  const tracing = telemetry?.tracing;
  const source = createEventSource({ service: name, outbox, background, pollMs, tracing });
  localSources?.set(name, source);
  const idleTimeoutMs = database.statementTimeoutMs;
  const secrets = await findFeedSecrets({ ...config, secrets: config.events.secrets }, log);
  const settings = { ...config.events, mode: config.mode, secrets, localSources };
  const parts = { name, settings, consumers, outbox, background, pollMs, idleTimeoutMs, tracing, log };
  const delivery = await startEventDelivery(parts).catch(async (error: unknown) => {
    await Promise.all([pool.end(), background.end()]);
    throw error;
  });
  const feed = createEventFeed({ outbox, pollMs, log });
  const stop = async (): Promise<void> => {
    feed.stop();
    await delivery.stop();
    outbox.stop();
  };
  return { feed, source, secrets, status: delivery.status, warnings: delivery.warnings, stop };
}

interface EventParts extends SubgraphOverrides {
  readonly pool: DatabasePool;
  readonly background: DatabasePool;
  readonly log: Log;
}

function describeProblem(name: string, problem: ReturnType<DatabasePool['problem']>): readonly string[] {
  if (problem === undefined) return [];
  const what = problem === 'read-only' ? 'accepts no changes' : 'does not serve it';
  return [`The database of the subgraph "${name}" ${what}.`];
}

/** Migrates the database to the schema of this release, or waits until that is done, and opens the pool that requests share. */
async function openDatabase(
  { name, database }: SubgraphRuntimeConfig,
  folder: URL,
  { log, onStatement, telemetry }: SubgraphOverrides & Pick<SubgraphRuntime, 'log' | 'telemetry'>,
): Promise<DatabasePool> {
  const { demoData, migrations, ...options } = database;
  const source = { variable: `${variablePrefix(name)}_DATABASE_URL`, url: options.url, folder, log };
  if (migrations === 'apply') await prepareDatabase({ ...source, demoData });
  else await awaitMigrations(source);
  const observer = createDatabaseObserver(telemetry, name);
  return createDatabasePool({ ...options, log, onStatement, observer });
}
