import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';

/** A copy of the tree, a git repository of its own with one commit, that a test may change as it likes. */
export interface TreeCopy {
  readonly folder: string;
  /** Runs a program of the copy on this Node to its end. */
  run(file: string, args?: readonly string[]): ProcessOutcome;
  /** Commits whatever has changed. */
  commit(message: string): void;
  /** Goes back to the last commit. */
  restore(): void;
  remove(): void;
}

/** How a process ended. */
export interface ProcessOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Copies the files that git knows or would add, with packages linked to the installed ones. */
export function copyTree(): TreeCopy {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-tree-'));
  const root = fileURLToPath(repositoryRoot);
  for (const path of knownFiles(root)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  linkPackages(join(root, 'node_modules'), join(folder, 'node_modules'));
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder });
  const commit = (message: string): void => {
    git('add', '--all');
    git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '-m', message);
  };
  git('init', '--quiet');
  commit('The tree as it is');
  return {
    folder,
    commit,
    restore: () => {
      git('reset', '--quiet', '--hard');
      git('clean', '--quiet', '--force', '-d');
    },
    run: (file, args = []) => {
      const outcome = spawnSync(process.execPath, [file, ...args], { cwd: folder, encoding: 'utf8' });
      return { code: outcome.status, stdout: outcome.stdout, stderr: outcome.stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function knownFiles(root: string): readonly string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const paths = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  return paths.filter((path) => existsSync(join(root, path)));
}

/** Links every package; a workspace's link is relative, and so leads to the copy's own. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const { name } = entry;
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(join(from, name)), join(to, name));
    else if (name.startsWith('@')) linkPackages(join(from, name), join(to, name));
    else symlinkSync(join(from, name), join(to, name));
  }
}
