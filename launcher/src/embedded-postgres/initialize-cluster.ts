import { execFile } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endWithProcess } from '../end-with-process.ts';
import type { PostgresAccount } from './postgres-account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { PostgresFolder } from './postgres-folder.ts';

/** The database superuser of every cluster. */
export const administrator = 'postgres';

/**
 * Creates the cluster of a folder that has none. It is created under another name and renamed when it is
 * complete, so an interrupted creation starts over.
 */
export async function initializeCluster(
  folder: PostgresFolder,
  binaries: PostgresBinaries,
  account: PostgresAccount | undefined,
): Promise<void> {
  const name = 'unfinished-cluster-';
  for (const old of readdirSync(folder.home).filter((entry) => entry.startsWith(name))) {
    rmSync(join(folder.home, old), { recursive: true, force: true, maxRetries: 10 });
  }
  const unfinished = join(folder.home, `${name}${crypto.randomUUID()}`);
  const passwordFile = `${unfinished}.password`;
  writeFileSync(passwordFile, folder.passwordOf(administrator), { mode: 0o600 });
  if (account !== undefined) {
    chownSync(folder.home, account.uid, account.gid);
    chmodSync(folder.home, 0o700);
    chownSync(passwordFile, account.uid, account.gid);
  }
  // The builtin locale sorts by code point and knows upper and lower case of all of Unicode, on every
  // machine.
  const running = promisify(execFile)(
    binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${administrator}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { ...account, cwd: folder.home, env: { PATH: process.env.PATH, LC_ALL: 'C' } },
  );
  endWithProcess(running.child);
  await running.catch(({ stderr = '', message }) => {
    throw new Error(`PostgreSQL could not create its files in ${folder.home}:\n${stderr.trim() || message}`);
  });
  rmSync(passwordFile);
  renameSync(unfinished, folder.cluster);
}
