import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { ConfigError } from '../config.ts';
import type { Log } from '../log.ts';
import { createDatabase, createDatabasePool } from './database.ts';
import { ReadOnlyServer } from './database-errors.ts';
import { currentUrl, type DatabaseUrl, PostgresConnection } from './postgres-connection.ts';
import { grantUse } from './service-roles.ts';
import { applySqlFolder, pendingSqlFiles } from './sql-folder.ts';

/** Database of a service, and the folder with its files. */
export interface DatabaseSource {
  /** Variable that names the database, for messages. */
  readonly variable: string;
  readonly url: DatabaseUrl;
  /** Folder of the service with `migrations/` and `demo/`. */
  readonly folder: URL;
  readonly log: Log;
}

export interface PrepareDatabaseOptions extends DatabaseSource {
  /** True to insert the demo data, once for each database. */
  readonly demoData: boolean;
  /** Roles that may read and write the rows of all tables afterwards. default: none */
  readonly serviceRoles?: readonly string[];
}

/**
 * Brings a database to the schema of this release. Waits up to 15 seconds for it to accept writes, checks that it is
 * PostgreSQL 15 or newer, and applies the migrations of the kit and of the service (and demo data). Throws ConfigError if
 * the address is wrong (unknown database, wrong password), and an Error that names the variable if the database is
 * unreachable. Uses its own connections, without a statement timeout.
 */
export async function prepareDatabase(options: PrepareDatabaseOptions): Promise<void> {
  const { folder, demoData, serviceRoles = [], log } = options;
  await useDatabase(options, { forMs: 15_000 }, async (db) => {
    const applied: string[] = [];
    for (const { files, record } of migrationsOf(folder))
      applied.push(...(await applySqlFolder(db, files, record)));
    if (applied.length > 0) log.info({ applied }, 'migrated the database');
    if (demoData && (await applySqlFolder(db, new URL('demo/', folder), { table: 'demo_data' })).length > 0) {
      log.info('inserted the demo data');
    }
    if (serviceRoles.length > 0) await grantUse(db, serviceRoles);
  });
}

/**
 * Waits up to a minute until another process has applied the migrations of this release, and changes nothing. Throws as
 * {@link prepareDatabase}, and an Error with the names of missing migrations.
 */
export async function awaitMigrations(source: DatabaseSource): Promise<void> {
  const { folder, log } = source;
  // Before its first run, the job has not let the role connect.
  await useDatabase(source, { forMs: patienceMs, evenIf: noPermission }, async (db) => {
    const deadline = Date.now() + patienceMs;
    for (let isLogged = false; ; isLogged = true) {
      const pending: string[] = [];
      for (const { files, record } of migrationsOf(folder))
        pending.push(...(await pendingSqlFiles(db, files, record).catch(unreadable(record.table))));
      if (pending.length === 0) return;
      if (!isLogged) log.warn({ pending }, 'waiting for the migrations');
      if (Date.now() > deadline) {
        throw new Error(
          `The database lacks the migrations ${pending.join(', ')}. Run src/migrate.ts of this release as the owner of the database.`,
        );
      }
      await sleep(200);
    }
  });
}

/**
 * Returns the migrations of a service with the records of those that are applied: first the tables of the kit, which every
 * service has for its events, because triggers of the service write to them.
 */
function migrationsOf(folder: URL) {
  return [
    { files: new URL('../../migrations/', import.meta.url), record: { table: 'kit_migration' } },
    { files: new URL('migrations/', folder), record: { table: 'migration' } },
  ];
}

/** Returns a handler of errors. The records cannot be read before the first job has given this role its rights. */
function unreadable(table: string): (error: unknown) => readonly string[] {
  return (error) => {
    if (Object(error).code !== noPermission) throw error;
    return [`all of ${table}, which this role may not read yet`];
  };
}

/** Time for another process to migrate the database, in milliseconds. */
const patienceMs = 60_000;

/** SQLSTATE of a role that may not connect. */
const noPermission = '42501';

/** How long to wait for a database, and the SQLSTATE of a failure that is then temporary. */
interface Patience {
  readonly forMs: number;
  readonly evenIf?: string;
}

/** Waits until the database answers, checks its version, and lends connections to it. */
async function useDatabase(
  { variable, url, log }: DatabaseSource,
  patience: Patience,
  use: (db: Kysely<unknown>) => Promise<void>,
): Promise<void> {
  await waitUntilItAnswers(variable, url, patience, log);
  const pool = createDatabasePool({ url, poolSize: 2, connectTimeoutMs: 5_000, statementTimeoutMs: 0, log });
  const db: Kysely<unknown> = createDatabase(pool);
  try {
    await checkVersion(db, variable);
    await use(db);
  } finally {
    await db.destroy();
  }
}

async function waitUntilItAnswers(
  variable: string,
  url: DatabaseUrl,
  { forMs, evenIf }: Patience,
  log: Log,
): Promise<void> {
  const deadline = Date.now() + forMs;
  for (let attempt = 1; ; attempt += 1) {
    const failure = await connectionFailure(variable, currentUrl(url));
    if (failure === undefined) return;
    if (failure.code !== evenIf && isPermanent(failure))
      throw new ConfigError([`${variable}: ${failure.message}`]);
    if (attempt === 1) log.warn({ reason: failure.message }, 'waiting for the database');
    if (Date.now() > deadline) {
      throw new Error(
        `${variable}: no database answers at ${new URL(currentUrl(url)).host} (${failure.message})`,
      );
    }
    await sleep(100);
  }
}

/**
 * Returns whether waiting cannot help: missing or wrong password, unknown role, unknown database, no permission to
 * connect.
 */
function isPermanent({ code, message }: Failure): boolean {
  return (
    ['28P01', '28000', '3D000', noPermission].includes(code) ||
    message.includes('client password must be a string')
  );
}

interface Failure {
  /** SQLSTATE, or the code of a socket error. */
  readonly code: string;
  readonly message: string;
}

async function connectionFailure(variable: string, url: string): Promise<Failure | undefined> {
  const client = createClient(variable, url);
  try {
    await client.connect();
    if (client.isReadOnly) throw new ReadOnlyServer();
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { code, message: error instanceof Error && error.message ? error.message : code };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Creates a client. An address may name files, such as a certificate, which are read here. */
function createClient(variable: string, url: string): PostgresConnection {
  try {
    return new PostgresConnection({ connectionString: url, connectionTimeoutMillis: 3_000 });
  } catch (error) {
    throw new ConfigError([`${variable}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

async function checkVersion(db: Kysely<unknown>, variable: string): Promise<void> {
  const { rows } = await sql<{
    version: number;
  }>`select current_setting('server_version_num')::int as version`.execute(db);
  const version = rows[0]?.version ?? 0;
  if (version < 150_000) {
    throw new ConfigError([
      `${variable} must name a PostgreSQL 15 or newer, but it is ${Math.floor(version / 10_000)}`,
    ]);
  }
}
