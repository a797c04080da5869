import { readFile } from 'node:fs/promises';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Kysely } from 'kysely';
import { createDatabase, createDatabasePool, type DatabasePool } from '../database/database.ts';
import { createDatabaseMetrics } from '../database/database-observer.ts';
import { awaitMigrations, prepareDatabase } from '../database/prepare-database.ts';
import { createErrorMask } from '../errors.ts';
import { createEventFeed, type EventFeed } from '../events/event-feed.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Lifetime } from '../lifetime.ts';
import { createLog, type Log } from '../log.ts';
import { noTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { type SubgraphRuntimeConfig, variablePrefix } from './subgraph-config.ts';
import { createSubgraphSchema, type Resolvers } from './subgraph-schema.ts';

export interface SubgraphDefinition<Tables, Data extends object> {
  /** Folder with `schema.graphql`, `migrations/` and `demo/`. */
  readonly folder: URL;
  readonly resolvers: Resolvers;
  /**
   * Creates the stores and loaders of one request, so that loaded data is shared within the request. It does
   * not know the viewer, because all subscribers of an event share the data loaded for it. The database
   * serves this request alone. Once the caller stops waiting, its statement is cancelled and later ones fail.
   */
  readonly createData: (db: Kysely<Tables>) => Data;
}

/** Part of a context that is the same in all subgraphs. */
export interface RequestContext {
  readonly viewer: Viewer;
  /** Events of the service. */
  readonly events: Pick<EventFeed, 'follow' | 'announce'>;
}

/** Overrides for tests and benchmarks. */
export interface SubgraphOverrides {
  /** Called with the text of each SQL statement sent after the start. */
  readonly onStatement?: (sql: string) => void;
  /** Telemetry of the process. The caller stops it. default: none */
  readonly telemetry?: Telemetry;
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
  /** Returns sentences for operators about a database that does not serve the subgraph. Empty if it does. */
  readonly warnings: () => readonly string[];
  /** Closes the database connections. No request may follow. */
  readonly stop: () => Promise<void>;
}

/** Builds a subgraph's schema and migrates its database, or waits until that is done. Does not listen. */
export async function startSubgraphRuntime<Tables, Data extends object>(
  { folder, resolvers, createData }: SubgraphDefinition<Tables, Data>,
  config: SubgraphRuntimeConfig,
  overrides: SubgraphOverrides = {},
): Promise<SubgraphRuntime<Data & RequestContext>> {
  const log = createLog({ service: config.name, mode: config.mode, level: config.logLevel });
  const { telemetry = noTelemetry } = overrides;
  const schema = createSubgraphSchema(await readFile(new URL('schema.graphql', folder), 'utf8'), resolvers);
  const pool = await openDatabase(config, folder, { ...overrides, telemetry, log });
  const feed = createEventFeed({ url: config.database.url, pool, settings: config.events, log });
  return {
    name: config.name,
    schema,
    createContext(viewer, lifetime, after) {
      const follow: EventFeed['follow'] = (subscription) =>
        feed.follow(after === undefined ? subscription : { ...subscription, after });
      const events = { follow, announce: feed.announce };
      return { ...createData(createDatabase<Tables>(pool, lifetime)), viewer, events };
    },
    formatError: createErrorMask(log),
    log,
    telemetry,
    warnings: () => describeProblem(config.name, pool.problem()),
    async stop() {
      feed.stop();
      await pool.end();
    },
  };
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
  const observer = createDatabaseMetrics(telemetry.metrics, name);
  return createDatabasePool({ ...options, log, onStatement, observer });
}
