import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@supergraph/launcher/embedded-postgres/start-embedded-postgres.ts';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { findFreePort } from './free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's URL of the one PostgreSQL server of a test run. */
    readonly postgresAdminUrl: string;
    /** Folder that is removed after the run. */
    readonly runFolder: string;
  }
}

/** Starts one real PostgreSQL server for all test files of a run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, port: await findFreePort() });
  await neverFlush(postgres.adminUrl);
  project.provide('postgresAdminUrl', postgres.adminUrl);
  project.provide('runFolder', dataDir);
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** Turns off flushing: a test run loses nothing in a power failure, and creates many databases. */
async function neverFlush(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
      await client.query(`alter system set ${setting} = off`);
    await client.query('select pg_reload_conf()');
  } finally {
    await client.end();
  }
}
