import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  administrator,
  initializeCluster,
} from '@supergraph/launcher/embedded-postgres/initialize-cluster.ts';
import { findPostgresAccount } from '@supergraph/launcher/embedded-postgres/postgres-account.ts';
import { loadPostgresBinaries } from '@supergraph/launcher/embedded-postgres/postgres-binaries.ts';
import {
  openPostgresFolder,
  type PostgresFolder,
} from '@supergraph/launcher/embedded-postgres/postgres-folder.ts';
import { startPostgresServer } from '@supergraph/launcher/embedded-postgres/postgres-server.ts';
import { runsCluster } from '@supergraph/launcher/embedded-postgres/postmaster-file.ts';
import { provisionDatabase } from '@supergraph/launcher/embedded-postgres/provision-database.ts';
import pg from 'pg';
import { findFreePort } from './free-port.ts';
import { runSql } from './run-sql.ts';

/** One PostgreSQL server of a pair. */
export interface ReplicaServer {
  readonly port: number;
  readonly adminUrl: string;
  /** Ends the server as a crash does, and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Starts the server again, and waits until it accepts connections. */
  readonly start: () => Promise<void>;
  /** Stops the server and deletes its data. */
  readonly remove: () => Promise<void>;
}

/** A primary from which standbys can be created. */
export interface ReplicatedPostgres {
  readonly primary: () => ReplicaServer;
  /** Creates a role and its database with this name. Returns the URL on the first primary. */
  readonly provision: (name: string) => Promise<string>;
  /** Starts a streaming standby. From then on the primary acknowledges only what the standby has received. */
  readonly startStandby: () => Promise<ReplicaServer>;
  /** Makes a standby the primary. */
  readonly promote: (standby: ReplicaServer) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a primary on a free port. It must be stopped. */
export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const first = await openServerFolder();
  const passwordOf = first.folder.passwordOf;
  await initializeCluster(
    first.folder,
    await loadPostgresBinaries(alternative),
    findPostgresAccount(first.folder.cluster),
  );
  const servers = new Set<ReplicaServer>();
  const open = async (folder: PostgresFolder, dataDir: string): Promise<ReplicaServer> => {
    const server = await startServerOf(folder, dataDir, passwordOf(administrator));
    servers.add(server);
    return server;
  };
  let primary = await open(first.folder, first.dataDir);
  return {
    primary: () => primary,
    provision: async (name) => {
      const password = passwordOf(name);
      await provisionDatabase(primary.adminUrl, name, password);
      return `postgres://${name}:${password}@127.0.0.1:${primary.port}/${name}`;
    },
    startStandby: async () => {
      const { folder, dataDir } = await openServerFolder();
      await copyCluster(primary, folder);
      const standby = await open(folder, dataDir);
      await waitUntilStreaming(primary);
      return standby;
    },
    promote: async (standby) => {
      // It has no standby of its own yet to wait for.
      await runSql(standby.adminUrl, 'select pg_promote()');
      await runSql(standby.adminUrl, "alter system set synchronous_standby_names = ''");
      await runSql(standby.adminUrl, 'select pg_reload_conf()');
      primary = standby;
    },
    stop: async () => {
      for (const server of servers) await server.remove();
    },
  };
}

const alternative = 'Use another PostgreSQL.';

/** Creates the folder of a server. */
export async function openServerFolder() {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-replica-'));
  return { dataDir, folder: await openPostgresFolder(dataDir) };
}

/** Starts the server of a cluster on a free port. */
export async function startServerOf(
  folder: PostgresFolder,
  dataDir: string,
  password: string,
): Promise<ReplicaServer> {
  const { cluster } = folder;
  const port = await findFreePort();
  let pid = 0;
  const start = async (): Promise<void> => {
    ({ pid } = await startPostgresServer({
      postgres: (await loadPostgresBinaries(alternative)).postgres,
      cluster,
      account: findPostgresAccount(cluster),
      port,
      logFile: join(folder.path, 'server.log'),
    }));
  };
  await start();
  return {
    port,
    adminUrl: `postgres://${administrator}:${password}@127.0.0.1:${port}/postgres`,
    kill: () => end({ pid, cluster }, 'SIGKILL'),
    start,
    remove: async () => {
      // Immediate, because a primary could wait for a standby that is gone.
      await end({ pid, cluster }, 'SIGQUIT');
      for (const path of [folder.home, dataDir])
        rmSync(path, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/**
 * Copies a running cluster with file system tools, as PostgreSQL documents it, and makes the copy a standby.
 */
async function copyCluster(primary: ReplicaServer, { home, cluster }: PostgresFolder): Promise<void> {
  const admin = new pg.Client({ connectionString: primary.adminUrl });
  await admin.connect();
  const { rows: settings } = await admin.query<{ data: string }>(
    "select current_setting('data_directory') as data from pg_backup_start('standby', true)",
  );
  const source = settings[0]?.data ?? '';
  // Files that disappear during the copy do not matter: the write-ahead log has their changes.
  spawnSync('cp', ['-a', source, cluster], { stdio: 'ignore' });
  const { rows } = await admin.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
  await admin.end();
  const account = findPostgresAccount(source);
  const write = (name: string, text: string): void => {
    const file = join(cluster, name);
    writeFileSync(file, text);
    if (account !== undefined) chownSync(file, account.uid, account.gid);
  };
  if (account !== undefined) {
    chownSync(home, account.uid, account.gid);
    chmodSync(home, 0o700);
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  write('backup_label', rows[0]?.labelfile ?? '');
  write('standby.signal', '');
  appendFileSync(
    join(cluster, 'postgresql.auto.conf'),
    `primary_conninfo = '${primary.adminUrl}?application_name=standby'\n`,
  );
}

async function waitUntilStreaming({ adminUrl }: ReplicaServer): Promise<void> {
  for (let waited = 0; ; waited += 1) {
    const rows = await runSql(adminUrl, "select from pg_stat_replication where state = 'streaming'");
    if (rows.length > 0) break;
    if (waited > 300) throw new Error('a standby must stream within 30 s of its start');
    await sleep(100);
  }
  await runSql(adminUrl, "alter system set synchronous_standby_names = '*'");
  await runSql(adminUrl, 'select pg_reload_conf()');
}

/** Ends a server that may have ended already. Another process may have its process id by then. */
async function end(
  { pid, cluster }: { readonly pid: number; readonly cluster: string },
  signal: NodeJS.Signals,
): Promise<void> {
  if (runsCluster(pid, cluster)) process.kill(pid, signal);
  while (runsCluster(pid, cluster)) await sleep(5);
}
