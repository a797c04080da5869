import { existsSync, readFileSync } from 'node:fs';
import { repositoryFile } from '../registry.ts';
import { CheckError } from './check-error.ts';
import { type ClientOperation, parseManifest } from './parse-manifest.ts';
import { readAtRevision } from './read-baseline.ts';

/** Reads the operations that clients send from files. Throws CheckError if a file is not a manifest. */
export function readOperations(files: readonly string[]): readonly ClientOperation[] {
  return files.flatMap((file) => parseManifest(file, readText(file)));
}

/**
 * Reads the operations of the tree's own client, as released (in the revision) and as it is now. Clients that were loaded
 * before a release still send the old operations, so both count.
 */
export function readOwnOperations(revision: string | undefined): readonly ClientOperation[] {
  const file = repositoryFile(ownManifest);
  const now = existsSync(file) ? parseManifest(ownManifest, readText(file)) : [];
  const released = revision === undefined ? undefined : readAtRevision(revision, ownManifest);
  if (released === undefined || revision === undefined) return now;
  const before = parseManifest(`${ownManifest} of ${revision}`, released);
  const known = new Set(before.map(({ text }) => text));
  return [...before, ...now.filter(({ text }) => !known.has(text))];
}

/** Written by `npm run codegen`, and committed. */
const ownManifest = 'client/src/generated/persisted-query-manifest.json';

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CheckError(`--operations must name readable files, but is ${JSON.stringify(file)}`, {
      cause,
    });
  }
}
