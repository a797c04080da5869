import { readRegistry } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { createDatabasePool, type DatabasePool } from '@supergraph/service-kit/database/database.ts';
import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { Client } from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres.ts';
import { readLauncherConfig } from './launcher-config.ts';
import { CommandFailure } from './run-command.ts';

/** Connections of a command to the databases of services. */
export interface ServiceDatabases {
  /** Returns the connections to the database of a service. */
  readonly poolOf: (service: string) => DatabasePool;
  /**
   * Runs work on the databases of services. Throws CommandFailure with the reason if they cannot be reached, lack the tables
   * of this release, or refuse the role.
   */
  readonly use: <T>(services: readonly string[], work: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Opens the databases of services: those of `<NAME>_DATABASE_URL`, else those of the embedded PostgreSQL. */
export async function openServiceDatabases(
  env: Environment,
  services: readonly string[],
): Promise<ServiceDatabases> {
  const { dataDir, postgresPort, subgraphs } = readLauncherConfig(env, readRegistry());
  const wanted = subgraphs.filter(({ name }) => services.includes(name));
  const isEmbedded = wanted.some(({ databaseUrl }) => databaseUrl === undefined);
  const postgres = isEmbedded ? await startEmbeddedPostgres({ dataDir, port: postgresPort }) : undefined;
  const log = createLog({ service: 'launcher', mode: 'development', level: 'silent' });
  const pools = new Map<string, DatabasePool>();
  const urls = new Map<string, string>();
  for (const { name, databaseUrl } of wanted) {
    const url = databaseUrl ?? (await postgres?.provision(name));
    if (url === undefined) throw new Error(`The service "${name}" has no database.`);
    urls.set(name, url);
    const timeouts = { connectTimeoutMs, statementTimeoutMs: 60_000 };
    pools.set(name, createDatabasePool({ url, poolSize: 2, ...timeouts, log }));
  }
  return {
    poolOf(service) {
      const pool = pools.get(service);
      if (pool === undefined) throw new Error(`The database of the service "${service}" is not open.`);
      return pool;
    },
    async use(names, work) {
      for (const name of names) await checkConnection(name, urls.get(name) ?? '');
      return work().catch((error: unknown) => {
        throw describeFailure(names, error);
      });
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      await postgres?.stop();
    },
  };
}

/** Longest time for connecting, in milliseconds. */
const connectTimeoutMs = 5_000;

/** Connects once. A pool does not say why it cannot connect. */
async function checkConnection(name: string, url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new CommandFailure(`The database of ${name} cannot be used: ${reasonOf(error)}`);
  } finally {
    void client.end().catch(() => {});
  }
}

/** Codes of PostgreSQL: a missing table or function, and a role without the right. */
const [isMissing, isDenied] = [new Set(['42P01', '42703', '42883']), '42501'];

function describeFailure(names: readonly string[], error: unknown): unknown {
  const { code } = Object(error);
  const databases =
    names.length === 1 ? `The database of ${names[0]}` : `A database of ${names.join(' and ')}`;
  if (isMissing.has(code))
    return new CommandFailure(
      `${databases} is not migrated to this release (${reasonOf(error)}). Start the subgraph, which migrates it.`,
    );
  if (code === isDenied)
    return new CommandFailure(
      `${databases} refuses this role (${reasonOf(error)}). Use that of the subgraph.`,
    );
  return error instanceof ExpectedError ? new CommandFailure(`${databases}: ${error.message}`) : error;
}

/** Returns the message of an error. One for several addresses of a host has none. */
function reasonOf(error: unknown): string {
  const { message, code } = Object(error);
  return String(message || code || error);
}

/** Results of the services whose databases can be used, and sentences about the others. */
export interface ServiceResults<T> {
  readonly results: readonly T[];
  readonly failures: readonly string[];
}

/** Returns the text of a command. Throws CommandFailure if it has failed for some services. */
export function reportServices<T>({ failures }: ServiceResults<T>, text: string): string {
  if (failures.length > 0) throw new CommandFailure(failures.join('\n'), text);
  return text;
}

/**
 * Runs a command on the database of one service, or else of all whose `<NAME>_DATABASE_URL` is set, or else of all in the
 * embedded PostgreSQL. Throws an Error for an unknown service.
 */
export async function onServiceDatabases<T>(
  env: Environment,
  service: string | undefined,
  work: (name: string, pool: DatabasePool) => Promise<T>,
): Promise<ServiceResults<T>> {
  const { subgraphs } = readLauncherConfig(env, readRegistry());
  const hasUrls = subgraphs.some(({ databaseUrl }) => databaseUrl !== undefined);
  const names = subgraphs
    .filter(({ name, databaseUrl }) =>
      service === undefined ? !hasUrls || databaseUrl !== undefined : name === service,
    )
    .map(({ name }) => name);
  if (names.length === 0) {
    const known = subgraphs.map(({ name }) => name).join(', ');
    throw new Error(`--service must be one of ${known}, but is ${JSON.stringify(service)}.`);
  }
  const databases = await openServiceDatabases(env, names);
  try {
    const results: T[] = [];
    const failures: string[] = [];
    for (const name of names)
      try {
        results.push(await databases.use([name], () => work(name, databases.poolOf(name))));
      } catch (error) {
        if (!(error instanceof CommandFailure)) throw error;
        failures.push(error.message);
      }
    return { results, failures };
  } finally {
    await databases.close();
  }
}
