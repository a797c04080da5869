import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { type Launched, launch } from '../../launcher/test/launch.ts';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';

interface Step {
  readonly title: string;
  readonly commands: string;
  readonly expected: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), 'tour-'));
const names = ['PORT', 'USERS_PORT', 'ORDERS_PORT', 'POSTGRES_PORT'];
const steps = readSteps(readFileSync(repositoryFile('docs/tour.md'), 'utf8'));
let tree: TreeCopy;
let graph: Launched;
let ports: Readonly<Record<string, string>>;
/** Exported variables of the steps so far, as in one terminal. */
let exports = '';

beforeAll(async () => {
  tree = copyTree();
  // A copied lockfile is newer than the linked packages, which would be installed again.
  utimesSync(join(tree.folder, 'package-lock.json'), 0, 0);
  const free = await freePorts(names.length);
  ports = { DATA_DIR: folder, ...Object.fromEntries(names.map((name, i) => [name, String(free[i])])) };
  graph = launch('start.ts', [], ports, join(tree.folder, 'launcher'));
  await graph.waitFor('Ctrl-C stops everything', 120);
}, 150_000);

afterAll(async () => {
  graph?.process.kill('SIGTERM');
  await graph?.ended;
  tree?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('the tour has ten steps', () => {
  expect(steps).toHaveLength(10);
});

test.each(steps)(
  'step $title prints what the tour says',
  async ({ commands, expected }) => {
    const output = await runInShell(commands);
    for (const line of expected) expect(output).toContain(line);
  },
  120_000,
);

function readSteps(text: string): readonly Step[] {
  const pattern = /^## ([^\n]+)\n\n```sh\n(.*?)```\n\n```text\n(.*?)```$/gms;
  return [...text.matchAll(pattern)].map(([, title = '', commands = '', expected = '']) => ({
    title,
    commands,
    expected: expected.trimEnd().split('\n'),
  }));
}

/** Runs the commands with this test's ports and temporary folder, and keeps what they export. */
function runInShell(commands: string): Promise<string> {
  const local = commands
    .replaceAll('localhost:4000', `localhost:${ports.PORT}`)
    .replaceAll('localhost:4001', `localhost:${ports.USERS_PORT}`)
    .replaceAll('/tmp/', `${folder}/`);
  const variables = join(folder, 'exports.sh');
  const script = `${exports}\n${local}\nexport -p > ${variables}`;
  const env = { ...process.env, ...ports, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  return new Promise((resolve) => {
    execFile('bash', ['-c', script], { cwd: tree.folder, env }, (_, stdout, stderr) => {
      exports = `. ${variables}`;
      resolve(`${stdout}${stderr}`);
    });
  });
}
