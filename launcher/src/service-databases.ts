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
