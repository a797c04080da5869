import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../registry.ts';

/** A file of the tree as it was in a git revision; undefined where there is no such revision or file. */
export function showFile(revision: string, path: string): string | undefined {
  // What begins with a hyphen would be an option of git's.
  if (revision.startsWith('-')) return undefined;
  const git = spawnSync('git', ['show', `${revision}:${path}`], {
    cwd: fileURLToPath(repositoryRoot),
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return git.status === 0 ? git.stdout : undefined;
}
