import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemFolder } from './embedded-postgres/postgres-folder.ts';

/** Free space that PostgreSQL needs to create its files, in megabytes. */
const firstStartMegabytes = 150;

const otherFolder = 'Set DATA_DIR to another folder, or repair this one.';
const otherAccount =
  'Root keeps the files of PostgreSQL there. Start the graph as another user, or repair this folder.';

/** Creates the data folder. Throws an error that names the folder, the rule and the remedy if it cannot be used. */
export function prepareDataFolder(dataDir: string): void {
  prepareFolder(dataDir, otherFolder);
}

/** Prepares a data folder with an embedded PostgreSQL, whose files need more of a folder, and which root keeps elsewhere. */
export function preparePostgresData(dataDir: string): void {
  prepareDataFolder(dataDir);
  const isRoot = process.getuid?.() === 0;
  const [home, advice] = isRoot ? [systemFolder, otherAccount] : [dataDir, otherFolder];
  if (isRoot) prepareFolder(systemFolder, otherAccount);
  if (existsSync(join(dataDir, 'postgres', 'note.json'))) return;
  const { bavail, bsize } = statfsSync(home);
  const megabytes = Math.floor((bavail * bsize) / 2 ** 20);
  if (megabytes < firstStartMegabytes)
    throw new Error(
      `The disk of ${home} has ${megabytes} MB free, but the first start needs ${firstStartMegabytes} MB. ${advice}`,
    );
}

function prepareFolder(folder: string, advice: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const probe = mkdtempSync(join(folder, 'probe-'));
    try {
      tryFileSystem(folder, probe);
    } finally {
      rmSync(probe, { recursive: true, force: true });
    }
  } catch (error) {
    const { code, path = folder } = Object(error);
    const rule = rules[code];
    if (rule === undefined) throw error;
    throw new Error(
      `The folder ${folder} cannot be used: ${path === folder ? 'it' : path} ${rule}. ${advice}`,
    );
  }
}

/** Does what the launcher and PostgreSQL need of a file system. */
function tryFileSystem(folder: string, probe: string): void {
  const file = join(probe, 'file');
  writeFileSync(file, Buffer.alloc(65_536), { mode: 0o600, flush: true });
  renameSync(file, `${file}-renamed`);
  chmodSync(probe, 0o700);
  if (process.platform !== 'win32' && (statSync(probe).mode & 0o777) !== 0o700)
    throw Object.assign(new Error(), { code: 'NO_MODES', path: folder });
}

/** Rules by the code of the error for a broken one. */
const rules: Readonly<Record<string, string>> = {
  EACCES: 'is closed to this user',
  EPERM: 'is closed to this user',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'is on a disk without free space',
  EDQUOT: 'is on a disk whose quota is used up',
  ENOTDIR: 'is in a file, not in a folder',
  EEXIST: 'is a file, not a folder',
  NO_MODES:
    'is on a file system without permissions, such as FAT or a shared folder, which PostgreSQL refuses',
};
