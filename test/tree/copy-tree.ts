import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';

/** A copy of the tree that a test may change. It is a git repository with one commit. */
export interface TreeCopy {
  readonly folder: string;
  /** Runs a program of the copy to its end, with this version of Node. */
  run(file: string, args?: readonly string[]): Promise<ProcessOutcome>;
  /** Commits all changes. */
  commit(message: string): void;
  /** Resets the copy to the last commit. */
  restore(): void;
  remove(): void;
}

/** Exit code or signal of a process. */
export interface ProcessOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Copies the files that git tracks or would add, and links the installed packages without using their space
 * again.
 */
export function copyTree(): TreeCopy {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-tree-'));
  const root = fileURLToPath(repositoryRoot);
  const paths = knownFiles(root);
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    // npm's list of installed packages must stay newer than the lockfile, or a command would install them again.
    cpSync(join(root, path), join(folder, path), { preserveTimestamps: true });
  }
  for (const path of packageFolders(root, paths)) linkFolder(join(root, path), join(folder, path));
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder });
  const commit = (message: string): void => {
    git('add', '--all');
    git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '-m', message);
  };
  git('init', '--quiet');
  commit('The tree as it is');
  return {
    folder,
    run: (file, args = []) => runNode(folder, [file, ...args]),
    commit,
    restore: () => {
      git('reset', '--quiet', '--hard');
      git('clean', '--quiet', '--force', '-d');
    },
    // A process that was ended may leave a child that still writes, such as git's maintenance or a generator.
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  };
}

function knownFiles(root: string): readonly string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const paths = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  return paths.filter((path) => existsSync(join(root, path)));
}

/**
 * Returns the package folders of the root and of workspaces with other versions. Folders with their own
 * lockfile are excluded.
 */
function packageFolders(root: string, paths: readonly string[]): readonly string[] {
  const hasOwnLock = (folder: string) => folder !== '.' && paths.includes(`${folder}/package-lock.json`);
  return paths
    .filter((path) => basename(path) === 'package.json' && !hasOwnLock(dirname(path)))
    .map((path) => join(dirname(path), 'node_modules'))
    .filter((path) => existsSync(join(root, path)));
}

/** Links a folder. A workspace's link is relative, and so leads to the copy's workspace. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    // Caches are written in place, so they are not shared with other trees.
    else if (entry.isDirectory() && !entry.name.startsWith('.')) linkFolder(source, target);
    else if (entry.isFile()) linkFile(source, target);
  }
}

/** Links a file, or copies it from another disk. */
function linkFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

function runNode(cwd: string, args: readonly string[]): Promise<ProcessOutcome> {
  // A test run started inside this one must not treat itself as a part of it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd, env, maxBuffer: 100_000_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}
