import { readFile } from 'node:fs/promises';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Kysely } from 'kysely';
import { createDatabase } from '../database/database.ts';
import { createDatabasePool, type DatabasePool } from '../database/database-pool.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { createErrorMask } from '../errors.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Lifetime } from '../lifetime.ts';
import { createLog, type Log } from '../log.ts';
import { type LocalSubgraphConfig, variablePrefix } from './subgraph-config.ts';
import { createSubgraphSchema, type Resolvers } from './subgraph-schema.ts';

/** What makes one subgraph different from another. */
export interface SubgraphDefinition<Tables, Context extends object> {
  /** The folder with `schema.graphql`, `migrations/` and `demo/`. */
  readonly folder: URL;
  readonly resolvers: Resolvers;
  /**
   * Called once a request, so that what it loads is shared within the request and never beyond it. The database is for this
   * request alone: once nobody waits for the answer, its statement is cancelled and every further one fails.
   */
  readonly createContext: (db: Kysely<Tables>, viewer: Viewer) => Context;
}

/** The seams of a subgraph, for tests and benchmarks. */
export interface SubgraphOverrides {
  /** Called with the text of each SQL statement sent after the start. */
  readonly onStatement?: (sql: string) => void;
}

/** A subgraph on its database: all of it but the way by which it is asked. */
export interface LocalSubgraph<Context extends object = object> {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** The context of one request that somebody waits for, for a viewer whose identity was proved already. */
  readonly createContext: (viewer: Viewer, lifetime: Lifetime) => Context;
  /** What may be told of a failure: see createErrorMask. */
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /** Of this subgraph, whichever process it runs in. */
  readonly log: Log;
  /** Returns sentences for operators about a database that does not serve it, or none. */
  readonly warnings: () => readonly string[];
  /** Closes the connections to the database. No request may follow. */
  readonly stop: () => Promise<void>;
}

/** Builds a subgraph's schema and brings its database up to date; nothing listens yet. */
export async function startLocalSubgraph<Tables, Context extends object>(
  config: LocalSubgraphConfig,
  { folder, resolvers, createContext }: SubgraphDefinition<Tables, Context>,
  overrides: SubgraphOverrides = {},
): Promise<LocalSubgraph<Context>> {
  const log = createLog({ service: config.name, mode: config.mode, level: config.logLevel });
  const schema = createSubgraphSchema(await readFile(new URL('schema.graphql', folder), 'utf8'), resolvers);
  const pool = await openDatabase(config, folder, log, overrides);
  return {
    name: config.name,
    schema,
    createContext: (viewer, lifetime) => createContext(createDatabase<Tables>(pool, lifetime), viewer),
    formatError: createErrorMask(log),
    log,
    warnings: () => describeProblem(config.name, pool.problem()),
    stop: pool.end,
  };
}

function describeProblem(name: string, problem: ReturnType<DatabasePool['problem']>): readonly string[] {
  if (problem === undefined) return [];
  const what = problem === 'read-only' ? 'accepts no changes' : 'does not serve it';
  return [`The database of the subgraph "${name}" ${what}.`];
}

/** Brings the database to the schema of this release, and opens the pool that requests share. */
async function openDatabase(
  config: LocalSubgraphConfig,
  folder: URL,
  log: Log,
  { onStatement }: SubgraphOverrides,
): Promise<DatabasePool> {
  const { databaseUrl: url, demoData } = config;
  const variable = `${variablePrefix(config.name)}_DATABASE_URL`;
  await prepareDatabase({ variable, url, folder, demoData, log });
  return createDatabasePool({
    url,
    poolSize: config.databasePoolSize,
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    statementTimeoutMs: config.statementTimeoutMs,
    log,
    onStatement,
  });
}
