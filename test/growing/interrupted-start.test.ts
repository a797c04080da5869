import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { eventually, listProcesses } from '../../launcher/test/processes.ts';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';

/** Sentences of a first start, in their order. */
const moments = [
  'building the order desk',
  'creating the database cluster',
  'PostgreSQL is ready',
  'starting users, orders, gateway',
  'migrated the database',
];

const dataDir = mkdtempSync(join(tmpdir(), 'interrupted-start-'));
let tree: TreeCopy;
let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  tree = copyTree();
  rmSync(join(tree.folder, 'client/desk/dist'), { recursive: true, force: true });
  const names = ['PORT', 'POSTGRES_PORT', 'USERS_PORT', 'ORDERS_PORT'];
  const ports = await freePorts(names.length);
  variables = { DATA_DIR: dataDir, ...Object.fromEntries(names.map((name, i) => [name, String(ports[i])])) };
}, 150_000);

afterAll(() => {
  tree?.remove();
  rmSync(dataDir, { recursive: true, force: true });
}, 150_000);

test.each(moments)(
  'Ctrl-C at "%s" stops the start with one line and the code 130, and leaves nothing running',
  async (moment) => {
    if (moment.startsWith('creating')) rmSync(dataDir, { recursive: true, force: true });
    const start = spawnStart();
    await start.waitFor(moment);
    start.interrupt();
    expect(await start.ended).toBe(130);
    const [, ...after] = start.output().split(' s  stopping\n');
    expect(after).toHaveLength(1);
    expect(after[0]).not.toMatch(/ s {2}/);
    expect(start.errors()).toBe('');
    await eventually('nothing runs', () => leftProcesses().length === 0 || undefined);
  },
  120_000,
);

test('a second Ctrl-C ends everything at once', async () => {
  const start = spawnStart();
  await start.waitFor('users is ready');
  // A service that cannot end would be waited for.
  const [users] = leftProcesses().filter(({ command }) => command.includes('subgraphs/users/src/main.ts'));
  process.kill(users?.pid ?? 0, 'SIGSTOP');
  start.interrupt();
  await start.waitFor('stopping');
  await sleep(1_000);
  start.interrupt();
  await start.waitFor('ending at once');
  expect(await start.ended).toBe(130);
  await eventually('nothing runs', () => leftProcesses().length === 0 || undefined);
}, 120_000);

test('the next start works, and Ctrl-C then ends it with the code 0', async () => {
  const start = spawnStart();
  await start.waitFor('Ctrl-C stops everything');
  expect((await fetch(`http://127.0.0.1:${variables.PORT}/desk/`)).status).toBe(200);
  expect(existsSync(join(tree.folder, '.data'))).toBe(false);
  start.interrupt();
  expect(await start.ended).toBe(0);
}, 120_000);

/** Starts the graph in a process group of its own, as a terminal does. */
function spawnStart() {
  const child = spawn(process.execPath, [join(tree.folder, 'launcher/src/start.ts')], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  onTestFinished(() => void (child.exitCode === null && child.kill('SIGTERM')));
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return {
    output: () => output,
    errors: () => errors,
    ended: once(child, 'close').then(() => child.exitCode ?? child.signalCode),
    interrupt: () => process.kill(-(child.pid ?? 0), 'SIGINT'),
    waitFor: async (text: string) => {
      await eventually(`"${text}"`, () => output.includes(text) || undefined, 60).catch((cause: unknown) => {
        throw new Error(`${output}${errors}`, { cause });
      });
    },
  };
}

/** Returns the processes of the tree, and the server of its data folder. */
function leftProcesses() {
  const port = `port=${variables.POSTGRES_PORT}`;
  return listProcesses().filter(
    ({ command }) => command.includes(tree.folder) || command.includes(dataDir) || command.includes(port),
  );
}
