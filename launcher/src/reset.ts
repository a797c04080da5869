import { readRegistry } from '@supergraph/schema/registry.ts';
import { withFileLock } from '../file-lock.mjs';
import { prepareDataFolder } from './data-folder.ts';
import { removePostgresFolder, systemFolder } from './embedded-postgres/postgres-folder.ts';
import { dropDatabase } from './embedded-postgres/provision-database.ts';
import { startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres.ts';
import { type LauncherConfig, readLauncherConfig } from './launcher-config.ts';
import { asksForHelp, runCommand } from './run-command.ts';
import { openLaunchers } from './running-launchers.ts';

const usage = `Usage: npm run reset [-- --all]
Empties the embedded databases. The next start fills them with the demo data. With --all, removes PostgreSQL's files
too: 70 to 90 MB, which are in ${systemFolder} if root started the graph.`;

await runCommand(async () => {
  if (asksForHelp()) return `${usage}\n`;
  const args = process.argv.slice(2);
  const unknown = args.find((argument) => argument !== '--all');
  if (unknown !== undefined) {
    throw new Error(`reset knows only --all, but was given ${JSON.stringify(unknown)}.\n${usage}`);
  }
  return reset(readLauncherConfig(process.env, readRegistry()), args.length > 0);
});

async function reset(config: LauncherConfig, removesFiles: boolean): Promise<string> {
  const external = config.subgraphs.filter(({ databaseUrl }) => databaseUrl !== undefined);
  if (external.length > 0) {
    const variables = external.map(({ prefix }) => `${prefix}_DATABASE_URL`).join(' and ');
    throw new Error(`Only the embedded databases are ever emptied: unset ${variables} first.`);
  }
  prepareDataFolder(config.dataDir);
  const { lock, leases, waitForStopping } = openLaunchers(config.dataDir);
  await withFileLock(lock, async () => {
    await waitForStopping();
    const [running] = leases.readLive();
    if (running !== undefined) {
      throw new Error(`The graph runs in process ${running.pid}: stop it before its data is emptied.`);
    }
    if (removesFiles) await removePostgresFolder(config.dataDir);
    else await emptyDatabases(config);
  });
  if (removesFiles) return 'PostgreSQL and its data are removed; the next start creates them again.\n';
  return 'The databases are empty; the next start fills them with the demo data again.\n';
}

async function emptyDatabases({ dataDir, postgresPort, subgraphs }: LauncherConfig): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir, port: postgresPort });
  try {
    for (const { name } of subgraphs) {
      await dropDatabase(postgres.adminUrl, name);
      await postgres.provision(name);
    }
  } finally {
    await postgres.stop();
  }
}
