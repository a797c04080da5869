import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../registry.ts';

/** Returns a file of the tree in a git revision, or undefined if there is no such revision or file. */
export function showFile(revision: string, path: string): string | undefined {
  // git would read a revision that begins with a hyphen as an option.
  if (revision.startsWith('-')) return undefined;
  const git = spawnSync('git', ['show', `${revision}:${path}`], {
    cwd: fileURLToPath(repositoryRoot),
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return git.status === 0 ? git.stdout : undefined;
}
