import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';

/** Release of a subgraph before today's, or the reason why it is unknown. */
export type PreviousRelease =
  | { readonly kind: 'found'; readonly revision: string; readonly origin: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The runnable tree of an older revision. */
export interface ReleaseTree {
  /** Returns the absolute path of a file of it. */
  readonly path: (file: string) => string;
  readonly remove: () => void;
}

/**
 * Finds the release of a subgraph before the working tree's. This is PREVIOUS_RELEASE if set (a tag, or the
 * deployed commit). Otherwise it is the first of these in which the subgraph differs: the last tag, the point
 * where the branch leaves the default branch, and the commit before the last change of the subgraph.
 */
export function findPreviousRelease(subgraph: string): PreviousRelease {
  const named = process.env.PREVIOUS_RELEASE;
  if (named) {
    const revision = readRevision(named);
    if (revision === undefined) throw new Error(`PREVIOUS_RELEASE must be a git revision, but is "${named}"`);
    return { kind: 'found', revision, origin: 'PREVIOUS_RELEASE' };
  }
  const parts = ['schema.graphql', 'migrations', 'src'].map((part) => `subgraphs/${subgraph}/${part}`);
  const candidates = [
    ['the last tag', readGit('describe', '--tags', '--abbrev=0')],
    ['the default branch', defaultBranches.map((name) => readGit('merge-base', 'HEAD', name)).find(Boolean)],
    ['before its last change', `${readGit('log', '-1', '--format=%H', '--', ...parts)}^`],
  ] as const;
  for (const [origin, name] of candidates) {
    const revision = readRevision(name ?? '');
    if (revision !== undefined && differs(revision, parts)) return { kind: 'found', revision, origin };
  }
  return { kind: 'unknown', reason: reasonOf(subgraph) };
}

/** Writes the tree of a revision to its own folder, where it runs with the packages installed here. */
export function checkOutRelease(revision: string): ReleaseTree {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-release-'));
  const archive = join(folder, 'release.tar');
  execFileSync('git', ['archive', '--output', archive, revision], { cwd: root });
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  linkPackages(folder);
  return { path: (file) => join(folder, file), remove: () => rmSync(folder, { recursive: true }) };
}

const root = fileURLToPath(repositoryRoot);
const defaultBranches = ['origin/HEAD', 'main'];

/** Links today's packages. Workspace packages are the release's own, since a workspace's link is relative. */
function linkPackages(folder: string): void {
  const [installed, linked] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(linked);
  for (const name of readdirSync(installed)) {
    if (name === '@supergraph') cpSync(join(installed, name), join(linked, name), verbatim);
    else if (!name.startsWith('.')) symlinkSync(join(installed, name), join(linked, name));
  }
  // Packages of workspaces whose version differs from the root's.
  const { workspaces }: { readonly workspaces: readonly string[] } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  for (const path of globSync(
    workspaces.map((pattern) => `${pattern}/node_modules`),
    { cwd: root },
  )) {
    if (existsSync(join(folder, dirname(path)))) symlinkSync(join(root, path), join(folder, path));
  }
}

const verbatim = { recursive: true, verbatimSymlinks: true } as const;

function reasonOf(subgraph: string): string {
  if (readGit('rev-parse', '--git-dir') === undefined) return 'there is no git history here';
  const shallow = readGit('rev-parse', '--is-shallow-repository') === 'true';
  return shallow
    ? `this clone is shallow, and its history has no other ${subgraph}: git fetch --unshallow, or set PREVIOUS_RELEASE`
    : `there has never been another ${subgraph}`;
}

function differs(revision: string, paths: readonly string[]): boolean {
  const isThere = readGit('cat-file', '-e', `${revision}:${paths[0]}`) !== undefined;
  return (
    isThere && spawnSync('git', ['diff', '--quiet', revision, '--', ...paths], { cwd: root }).status === 1
  );
}

function readRevision(name: string): string | undefined {
  return name.startsWith('-') ? undefined : readGit('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
}

/** Runs git and returns its output, or undefined if it fails. */
function readGit(...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
