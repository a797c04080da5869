import { readRegistry } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { createDatabasePool, type DatabasePool } from '@supergraph/service-kit/database/database.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres.ts';
import { readLauncherConfig } from './launcher-config.ts';

/** Connections of a command to the databases of services. */
export interface ServiceDatabases {
  /** Returns the connections to the database of a service. */
  readonly poolOf: (service: string) => DatabasePool;
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
  const log = createLog({ service: 'launcher', mode: 'development', level: 'warn' });
  const pools = new Map<string, DatabasePool>();
  for (const { name, databaseUrl } of wanted) {
    const url = databaseUrl ?? (await postgres?.provision(name));
    if (url === undefined) throw new Error(`The service "${name}" has no database.`);
    const timeouts = { connectTimeoutMs: 5_000, statementTimeoutMs: 60_000 };
    pools.set(name, createDatabasePool({ url, poolSize: 2, ...timeouts, log }));
  }
  return {
    poolOf(service) {
      const pool = pools.get(service);
      if (pool === undefined) throw new Error(`The database of the service "${service}" is not open.`);
      return pool;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      await postgres?.stop();
    },
  };
}

/**
 * Runs a command on the database of one service, or else of all whose `<NAME>_DATABASE_URL` is set, or else of all in the
 * embedded PostgreSQL. Throws an Error for an unknown service.
 */
export async function onServiceDatabases<T>(
  env: Environment,
  service: string | undefined,
  work: (name: string, pool: DatabasePool) => Promise<T>,
): Promise<readonly T[]> {
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
    for (const name of names) results.push(await work(name, databases.poolOf(name)));
    return results;
  } finally {
    await databases.close();
  }
}
