import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@supergraph/launcher/embedded-postgres/start-embedded-postgres.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { listen } from '../processes/listen.ts';
import { openPostgresCpu, type PostgresCpu } from './postgres-cpu.ts';

/** Databases of one run of the bench. */
export type GraphDatabases = {
  /** Folder of the development keys. */
  readonly dataDir: string;
  readonly usersUrl: string;
  readonly ordersUrl: string;
  readonly postgres: PostgresCpu;
};

/** Runs `work` with a PostgreSQL server of its own and two empty databases, and removes them afterwards. */
export async function withGraphDatabases<T>(run: (databases: GraphDatabases) => Promise<T>): Promise<T> {
  const folder = fileURLToPath(new URL('.data/bench/', repositoryRoot));
  mkdirSync(folder, { recursive: true });
  const dataDir = mkdtempSync(join(folder, 'graph-'));
  const server = await startEmbeddedPostgres({ dataDir, port: await findFreePort() });
  try {
    const [usersUrl, ordersUrl] = [await server.provision('users'), await server.provision('orders')];
    const postgres = await openPostgresCpu(server.adminUrl);
    try {
      return await run({ dataDir, usersUrl, ordersUrl, postgres });
    } finally {
      await postgres.stop();
    }
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
