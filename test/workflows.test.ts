import { execFileSync } from 'node:child_process';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readReleaseNotes } from '../launcher/src/release/release-notes.ts';

interface Workflow {
  readonly permissions?: object;
  readonly jobs: Readonly<
    Record<string, { readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }>
  >;
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

const root = repositoryFile('.');
const files = globSync('.github/workflows/*.yml', { cwd: root });
const workflows = files.map(
  (file) => [file, parse(readFileSync(repositoryFile(file), 'utf8')) as Workflow] as const,
);
const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(repositoryFile('package.json'), 'utf8'),
);

test.each(workflows)('%s only calls scripts of this repository, which exist', (_, { jobs }) => {
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
  expect(commands.length).toBeGreaterThan(0);
  for (const command of commands) {
    const [, npm, file] = /^(?:npm run ([\w:]+)|(?:bash )?(\.ci\/[\w-]+).*)$/.exec(command) ?? [];
    if (npm !== undefined) expect(Object.keys(scripts)).toContain(npm);
    else accessSync(repositoryFile(file ?? `no script: ${command}`), constants.X_OK);
  }
});

test.each(workflows)('%s states its permissions and how long it may take', (_, { permissions, jobs }) => {
  expect(permissions).toBeDefined();
  for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
});

test.each(globSync('.ci/*', { cwd: root }))('%s is a script that bash can parse', (file) => {
  execFileSync('bash', ['-n', repositoryFile(file)]);
});

test('release notes are the section of the tag, which must be the version of the repository', () => {
  const changelog =
    '# Changelog\n\n## Unreleased\n\nMore.\n\n## 1.2.0 - 2026-01-01\n\n- A.\n\n### Upgrade\n\nB.\n\n## 1.1.0\n\nOld.\n';
  expect(readReleaseNotes('v1.2.0', changelog, '1.2.0')).toBe('- A.\n\n### Upgrade\n\nB.\n');
  expect(() => readReleaseNotes('1.2.0', changelog, '1.2.0')).toThrow(
    'A tag must be like v1.2.0, but is "1.2.0".',
  );
  expect(() => readReleaseNotes('v1.3.0', changelog, '1.2.0')).toThrow('must match package.json');
  expect(() => readReleaseNotes('v1.3.0', changelog, '1.3.0')).toThrow('must have a section "## 1.3.0"');
});

test('the changelog says what the next release changes', () => {
  expect(readFileSync(repositoryFile('CHANGELOG.md'), 'utf8')).toMatch(/^## Unreleased\n\n\S/m);
});
