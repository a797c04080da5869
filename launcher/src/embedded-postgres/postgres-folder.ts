import { createHmac, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { stopPostgresServer } from './postgres-server.ts';

/** Folder in which root keeps files for PostgreSQL's own account, which cannot read /root or a private folder. */
export const systemFolder = '/var/lib/supergraph';

/** Folders of the embedded PostgreSQL of one data folder, and its passwords. */
export interface PostgresFolder {
  /** Folder of the lock, log, leases and note, in the data folder. */
  readonly path: string;
  /** Folder of the cluster, outside the data folder if root created it. */
  readonly home: string;
  readonly cluster: string;
  /** Returns the password of a role: always the same in one data folder, and different in others. */
  readonly passwordOf: (role: string) => string;
}

interface Note {
  readonly secret: string;
  /** Set if the home is not the folder of the note. */
  readonly home?: string;
}

/** Opens the folder. Creates it and its note (mode 0600) first if they are missing. Call it under the lock. */
export async function openPostgresFolder(dataDir: string): Promise<PostgresFolder> {
  const path = join(realpathSync(dataDir), 'postgres');
  mkdirSync(path, { recursive: true });
  const file = join(path, 'note.json');
  if (!existsSync(file)) await writeNote(path, file);
  const { secret, home = path }: Note = JSON.parse(readFileSync(file, 'utf8'));
  return {
    path,
    home,
    cluster: join(home, 'cluster'),
    passwordOf: (role) => createHmac('sha256', secret).update(role).digest('hex'),
  };
}

/** Stops the server of a data folder, if it still runs, and removes its files. */
export async function removePostgresFolder(dataDir: string): Promise<void> {
  if (!existsSync(join(dataDir, 'postgres', 'note.json'))) return;
  const { path, home, cluster } = await openPostgresFolder(dataDir);
  await stopPostgresServer(cluster);
  rmSync(home, { recursive: true, force: true });
  rmSync(path, { recursive: true, force: true });
}

async function writeNote(path: string, file: string): Promise<void> {
  const secret = randomBytes(32).toString('hex');
  const note: Note = process.getuid?.() === 0 ? { secret, home: await createSystemHome(path) } : { secret };
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, JSON.stringify(note), { mode: 0o600, flush: true });
  renameSync(unfinished, file);
}

async function createSystemHome(path: string): Promise<string> {
  const homes = join(systemFolder, 'clusters');
  mkdirSync(homes, { recursive: true });
  for (const folder of [systemFolder, homes]) chmodSync(folder, 0o755);
  await releaseAbandoned(homes, path);
  const home = join(homes, randomBytes(8).toString('hex'));
  mkdirSync(home);
  writeFileSync(join(home, 'belongs-to'), path);
  return home;
}

/**
 * Stops the servers and deletes the clusters of data folders that are gone: deleting a data folder does not delete a
 * cluster elsewhere. A server that still runs for this folder is stopped, since it would keep the port. A cluster is
 * deleted only if its data folder was a temporary one, since any other may be on a disk that is not mounted right now.
 * A home of this folder that an interrupted start left without a cluster is deleted too.
 */
async function releaseAbandoned(homes: string, path: string): Promise<void> {
  const temporary = realpathSync(tmpdir()) + sep;
  for (const home of readdirSync(homes).map((name) => join(homes, name))) {
    const marker = join(home, 'belongs-to');
    const owner = existsSync(marker) ? readFileSync(marker, 'utf8') : undefined;
    const cluster = join(home, 'cluster');
    const isGone = owner?.startsWith(temporary) && !existsSync(owner);
    if (owner === path || isGone) await stopPostgresServer(cluster);
    if (isGone || (owner === path && !existsSync(cluster))) rmSync(home, { recursive: true, force: true });
  }
}
