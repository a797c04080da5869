import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgresAccount } from '@supergraph/launcher/embedded-postgres/postgres-account.ts';
import type { PostgresFolder } from '@supergraph/launcher/embedded-postgres/postgres-folder.ts';
import pg from 'pg';
import {
  openServerFolder,
  type ReplicaServer,
  startReplicatedPostgres,
  startServerOf,
} from '../graph/replicated-postgres.ts';
import { runSql } from '../graph/run-sql.ts';

/** A server that archives its write-ahead log, so that it can be restored to any point in time. */
export interface ArchivedPostgres {
  readonly provision: (name: string) => Promise<string>;
  /** Copies the running server. */
  readonly backUp: () => Promise<void>;
  /** Names this moment, and returns once everything before it is archived. */
  readonly mark: (name: string) => Promise<void>;
  /** Ends the server as a crash does, and starts another from the copy, as it was at the named moment. */
  readonly restore: (name: string) => Promise<ReplicaServer>;
  readonly stop: () => Promise<void>;
}

/** Starts the server. It must be stopped. */
export async function startArchivedPostgres(): Promise<ArchivedPostgres> {
  const postgres = await startReplicatedPostgres();
  const primary = postgres.primary();
  const [{ data = '' } = {}] = (await runSql(
    primary.adminUrl,
    "select current_setting('data_directory') as data",
  )) as readonly { readonly data?: string }[];
  const account = findPostgresAccount(data);
  const own = (path: string): void => {
    if (account !== undefined) chownSync(path, account.uid, account.gid);
  };
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-backup-'));
  chmodSync(folder, 0o755);
  const [archive, copy] = [join(folder, 'archive'), join(folder, 'base')];
  mkdirSync(archive);
  own(archive);
  await runSql(primary.adminUrl, "alter system set archive_mode = 'on'");
  await runSql(primary.adminUrl, `alter system set archive_command = 'cp %p ${archive}/%f'`);
  await primary.kill();
  await primary.start();
  let restored: ReplicaServer | undefined;
  return {
    provision: postgres.provision,
    backUp: async () => {
      const label = await copyFiles(primary.adminUrl, data, copy);
      writeFileSync(join(copy, 'backup_label'), label);
      own(join(copy, 'backup_label'));
    },
    mark: async (name) => {
      await runSql(primary.adminUrl, 'select pg_create_restore_point($1)', [name]);
      const [row] = await runSql(primary.adminUrl, 'select pg_walfile_name(pg_switch_wal()) as file');
      const archived = 'select from pg_stat_archiver where last_archived_wal >= $1';
      while ((await runSql(primary.adminUrl, archived, [row?.file])).length === 0);
    },
    restore: async (name) => {
      await primary.kill();
      const { dataDir, folder: opened } = await openServerFolder();
      prepareRestore(opened, copy, own, [
        `restore_command = 'cp ${archive}/%f %p'`,
        `recovery_target_name = '${name}'`,
        "recovery_target_action = 'promote'",
        "archive_mode = 'off'\n",
      ]);
      restored = await startServerOf(opened, dataDir, new URL(primary.adminUrl).password);
      while ((await runSql(restored.adminUrl, 'select where not pg_is_in_recovery()')).length === 0);
      return restored;
    },
    stop: async () => {
      await restored?.remove();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Makes a copied server one that replays the archive when it starts. */
function prepareRestore(
  { home, cluster }: PostgresFolder,
  copy: string,
  own: (path: string) => void,
  settings: readonly string[],
): void {
  spawnSync('cp', ['-a', copy, cluster], { stdio: 'ignore' });
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  own(home);
  chmodSync(home, 0o700);
  writeFileSync(join(cluster, 'recovery.signal'), '');
  own(join(cluster, 'recovery.signal'));
  appendFileSync(join(cluster, 'postgresql.auto.conf'), settings.join('\n'));
}

/** Copies the files of a running server by PostgreSQL's low-level API, as pg_basebackup does. Returns its label. */
async function copyFiles(adminUrl: string, from: string, to: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query("select pg_backup_start('base', true)");
  // Files that disappear during the copy do not matter: the write-ahead log has their changes.
  spawnSync('cp', ['-a', from, to], { stdio: 'ignore' });
  const { rows } = await admin.query<{ labelfile: string }>('select labelfile from pg_backup_stop(true)');
  await admin.end();
  return rows[0]?.labelfile ?? '';
}
