import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { repositoryFile } from '../registry.ts';
import { CheckError } from './check-error.ts';

/** The supergraph to compare with. */
export interface Baseline {
  readonly name: string;
  readonly supergraphSdl: string;
  /** The git revision that it comes from, or undefined if it comes from a file. */
  readonly revision: string | undefined;
}

/**
 * Reads the composed supergraph to compare with: `against` is a file, or a git revision whose
 * `schema/supergraph.graphql` is read. default: the default branch of `origin`, or else the last commit.
 * Throws CheckError if it does not exist.
 */
export function readBaseline(against: string | undefined): Baseline {
  if (against !== undefined && existsSync(against)) {
    return { name: against, supergraphSdl: readFileSync(against, 'utf8'), revision: undefined };
  }
  const revisions = against === undefined ? ['origin/HEAD', 'HEAD'] : [against];
  for (const revision of revisions) {
    const supergraphSdl = readAtRevision(revision, supergraphFile);
    if (supergraphSdl !== undefined) return { name: revision, supergraphSdl, revision };
  }
  const tried = revisions.map((each) => JSON.stringify(each)).join(', ');
  throw new CheckError(
    `--against must name a file, or a git revision that has ${supergraphFile}, but is ${tried}`,
  );
}

/** Written by `npm run compose`, and committed. */
const supergraphFile = 'schema/supergraph.graphql';

/** Returns a file of the tree in a git revision, or undefined if there is no such revision or file. */
export function readAtRevision(revision: string, path: string): string | undefined {
  // git would read a revision that begins with a hyphen as an option.
  if (revision.startsWith('-')) return undefined;
  const git = spawnSync('git', ['show', `${revision}:${path}`], {
    cwd: repositoryFile('.'),
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return git.status === 0 ? git.stdout : undefined;
}
