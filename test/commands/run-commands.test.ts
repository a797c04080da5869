import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { eventually } from '../../launcher/test/processes.ts';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';
import { findProof, readDocumentedCommands } from './documented-commands.ts';

/** Ports of the pages, each with the variable of the port that this test uses instead. */
const documentedPorts = { 4000: 'PORT', 4100: 'CONTRACT_PORT', 9464: 'METRICS_PORT' };

const dataDir = mkdtempSync(join(tmpdir(), 'commands-'));
let tree: TreeCopy;
let ports: Readonly<Record<string, string>>;
/** The running graph: that of the last command that started one. */
let graph: { readonly command: string; readonly child: ChildProcess } | undefined;

beforeAll(async () => {
  tree = copyTree();
  // A copied lockfile is newer than the linked packages, which would be installed again.
  utimesSync(join(tree.folder, 'package-lock.json'), 0, 0);
  const names = ['PORT', 'USERS_PORT', 'ORDERS_PORT', 'POSTGRES_PORT', 'CONTRACT_PORT', 'METRICS_PORT'];
  const free = await freePorts(names.length);
  ports = Object.fromEntries(names.map((name, index) => [name, String(free[index])]));
}, 150_000);

afterAll(async () => {
  await stopGraph();
  tree?.remove();
  rmSync(dataDir, { recursive: true, force: true });
}, 150_000);

const commands = readDocumentedCommands().flatMap(({ path, command }) => {
  const proof = findProof(command);
  return proof !== undefined && 'runs' in proof ? [{ path, command, runs: proof.runs }] : [];
});

test.each(commands)(
  '$path: $command',
  async ({ path, command, runs }) => {
    if (runs === 'until the graph answers') return await startGraph(command);
    await startGraph(findStart(path, command));
    const run = runInShell(command);
    if (runs === 'to its end') {
      expect(await run.ended, run.output()).toBe(0);
      expect(run.output()).not.toMatch(/"errors":\[\{/);
      return;
    }
    await eventually(
      'an event',
      () => placeOrder().then(() => run.output().includes('data: {') || undefined),
      60,
    );
    endGroup(run.child);
    await run.ended;
  },
  300_000,
);

/** Returns the command that starts the graph of a page: the last one before this command, or `npm start`. */
function findStart(path: string, command: string): string {
  const page = commands.filter((each) => each.path === path);
  const before = page.slice(
    0,
    page.findIndex((each) => each.command === command),
  );
  return before.findLast(({ runs }) => runs === 'until the graph answers')?.command ?? 'npm start';
}

/** Runs a command that starts a graph, unless that runs already. */
async function startGraph(command: string): Promise<void> {
  if (graph?.command === command) return;
  await stopGraph();
  const { child, output } = runInShell(command);
  graph = { command, child };
  await eventually(
    'the graph answers',
    () => output().includes('Ctrl-C stops everything') || undefined,
    120,
  ).catch((cause: unknown) => {
    throw new Error(output(), { cause });
  });
}

async function stopGraph(): Promise<void> {
  if (graph === undefined) return;
  const { child } = graph;
  graph = undefined;
  if (child.exitCode !== null) return;
  const ended = once(child, 'close');
  endGroup(child);
  await ended;
}

/** Does what Ctrl-C does in a terminal. */
function endGroup(child: ChildProcess): void {
  process.kill(-(child.pid ?? 0), 'SIGINT');
}

function placeOrder(): Promise<unknown> {
  const input = `{ idempotencyKey: \\"${crypto.randomUUID()}\\", lines: [{ sku: \\"MUG-BLUE\\", quantity: 1 }] }`;
  return runInShell(
    `curl -s localhost:4000/graphql -H "authorization: Bearer $(npm run -s token)" -H 'content-type: application/json' -d '{"query":"mutation { placeOrder(input: ${input}) { __typename } }"}'`,
  ).ended;
}

/** Runs a command in a shell in the copy of the tree, with this test's ports. */
function runInShell(command: string) {
  const local = Object.entries(documentedPorts).reduce(
    (text, [port, name]) =>
      text.replaceAll(new RegExp(`(?<=localhost:|PORT=)${port}\\b`, 'g'), ports[name] ?? ''),
    command,
  );
  const { CONTRACT_PORT: _, METRICS_PORT, ...common } = ports;
  // Only these commands serve metrics, and one of them says at which port.
  const metrics = /--observe/.test(command) ? { METRICS_PORT } : {};
  const child = spawn('bash', ['-c', local], {
    cwd: tree.folder,
    env: {
      ...process.env,
      ...common,
      ...metrics,
      DATA_DIR: dataDir,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return { child, output: () => output, ended: once(child, 'close').then(() => child.exitCode) };
}
