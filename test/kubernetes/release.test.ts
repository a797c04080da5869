import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';
import { containersOf, hasKubectl, parseManifests, podTemplates } from './manifests.ts';

// The programs that reach the network are replaced by scripts that record their arguments.
const digest = `sha256:${'ab'.repeat(32)}`;
const programs = {
  docker: `case "$*" in
    *imagetools*) echo ${digest} ;;
    *) while [ $# -gt 0 ]; do [ "$1" = --metadata-file ] && echo '{"containerimage.digest":"${digest}"}' >"$2"; shift; done ;;
  esac`,
  gh: 'for file in "$@"; do [ -f "$file" ] && cp "$file" "$RECORD/"; done; true',
};
/** Time for copying and removing a tree with its packages, in milliseconds. */
const slowDisk = 300_000;
let tree: TreeCopy;
let bin: string;
let record: string;

beforeAll(() => {
  tree = copyTree();
  bin = mkdtempSync(join(tmpdir(), 'supergraph-bin-'));
  record = join(bin, 'record');
  mkdirSync(record);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\necho "${name} $*" >>"$RECORD/calls"\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(join(tree.folder, 'CHANGELOG.md'), `# Changelog\n\n## ${version()} - 2026-01-01\n\nFirst.\n`);
  tree.commit('Release');
}, slowDisk);

afterAll(() => {
  tree.remove();
  rmSync(bin, { recursive: true });
}, slowDisk);

beforeEach(({ skip }) => skip(!hasKubectl, 'kubectl is not installed'));

test(
  'a release pushes the image with a pinned base, and publishes manifests that name it by digest',
  () => {
    const output = run('.ci/release', `v${version()}`, 'registry.example.com/Team/Graph');
    const image = `registry.example.com/team/graph@${digest}`;
    expect(output).toContain(`released ${image}`);
    const calls = readFileSync(join(record, 'calls'), 'utf8');
    expect(calls).toMatch(new RegExp(`docker buildx build .*NODE_IMAGE=node:\\S+@${digest} .*--push`));
    expect(calls).toMatch(/gh release create v\S+ .*sbom\.cdx\.json .*licences\.md/);
    expect(readFileSync(join(record, 'notes.md'), 'utf8')).toBe('First.\n');
    const manifests = parseManifests(readFileSync(join(record, `supergraph-v${version()}.yaml`), 'utf8'));
    const images = podTemplates(manifests).flatMap(({ spec }) =>
      containersOf(spec).map((each) => each.image),
    );
    expect(new Set(images)).toEqual(new Set([image]));
  },
  slowDisk,
);

test('a tag without notes releases nothing', () => {
  writeFileSync(join(record, 'calls'), '');
  expect(() => run('.ci/release', 'v99.0.0', 'registry.example.com/graph')).toThrow(
    /must match package\.json/,
  );
  expect(readFileSync(join(record, 'calls'), 'utf8')).toBe('');
});

test('an image that is not named by digest is refused', () => {
  const render = () => run('npm', 'run', '-s', 'release', '--', 'manifests', '--image', 'graph:v1');
  expect(render).toThrow('--image must name an image by digest');
});

test('the result of the schema check becomes a comment, also when it refuses', () => {
  expect(run('.ci/schema-comment', 'HEAD', '7')).toContain('ACCEPTED');
  expect(readFileSync(join(record, 'calls'), 'utf8')).toMatch(/gh pr comment 7 .*### Schema check/);
  const schema = join(tree.folder, 'subgraphs/orders/schema.graphql');
  writeFileSync(schema, readFileSync(schema, 'utf8').replace('placedAt: DateTime!', ''));
  expect(() => run('.ci/schema-comment', 'HEAD', '7')).toThrow(/REFUSED/);
});

function version(): string {
  return JSON.parse(readFileSync(repositoryFile('package.json'), 'utf8')).version;
}

function run(command: string, ...args: readonly string[]): string {
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, RECORD: record };
  try {
    return execFileSync(command, args, { cwd: tree.folder, env, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout = '', stderr = '' } = Object(error);
    throw new Error(`${stdout}${stderr}`);
  }
}
