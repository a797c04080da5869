import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { createRandom } from '../attack/fuzz/random.ts';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';

/**
 * Number of interruptions per command, at different moments. INTERRUPTIONS=10 tries more, SEED other moments.
 */
const moments = Number(process.env.INTERRUPTIONS ?? 1);
const seed = Number(process.env.SEED ?? 1);

/** Ctrl-C in a terminal, a machine failure, and a killed command whose children continue. */
const ways = ['Ctrl-C', 'kill all', 'kill parent'] as const;

interface Command {
  readonly file: string;
  readonly args?: readonly string[];
  /** Prepares work for the command. */
  readonly prepare?: () => void;
  /** Message of a command that runs until it is stopped, once its work is done. */
  readonly done?: string;
  /** Whether the command refuses to do its work twice. */
  readonly once?: boolean;
}

/** Outcome of a run, and its duration. */
interface Outcome {
  readonly code: number | string | null;
  readonly output: string;
  readonly ms: number;
}

let tree: TreeCopy;
let dataDir: string;
let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  tree = copyTree();
  dataDir = mkdtempSync(join(tmpdir(), 'interrupted-'));
  const [users, postgres] = await freePorts(2);
  variables = { DATA_DIR: dataDir, USERS_PORT: String(users), POSTGRES_PORT: String(postgres) };
});

afterAll(() => {
  tree?.remove();
  rmSync(dataDir, { recursive: true, force: true });
}, 300_000);

const changeSchema = () =>
  appendFileSync(
    join(tree.folder, 'subgraphs/users/schema.graphql'),
    '\n"One more."\nenum Another {\n  ONE\n}\n',
  );

const commands: Readonly<Record<string, Command>> = {
  'the desk build': { file: 'launcher/src/build.ts', args: ['client/desk'] },
  'the build of a package': { file: 'launcher/src/build.ts', args: ['client'] },
  compose: { file: 'schema/src/compose.ts', prepare: changeSchema },
  codegen: { file: 'launcher/src/codegen.ts', prepare: changeSchema },
  'new:subgraph': { file: 'launcher/src/new-subgraph.ts', args: ['returns'], once: true },
  keys: { file: 'launcher/src/keys.ts', args: ['--out', '.data/made-keys'], once: true },
  'the first token': { file: 'launcher/src/token.ts' },
  'the first start of PostgreSQL': { file: 'launcher/src/start.ts', args: ['users'], done: 'users is ready' },
};

test.each(Object.entries(commands).map(([name, command], index) => [name, command, index] as const))(
  '%s, interrupted at any moment, works the next time with the result of an undisturbed run',
  async (_, command, index) => {
    begin(command);
    const undisturbed = await run(command);
    expect(undisturbed, undisturbed.output).toMatchObject({ code: 0 });
    const result = readTree();
    for (let moment = 0; moment < moments; moment += 1) {
      const random = createRandom(seed, index * 1_000 + moment);
      const [share, way] = [random.next(), random.pick(ways)];
      const said = `interrupted (${way}) after ${(share * undisturbed.ms).toFixed(0)} of ${undisturbed.ms.toFixed(0)} ms`;
      begin(command);
      await run(command, { way, afterMs: share * undisturbed.ms });
      const hasFinished = command.once === true && readTree() === result;
      const next = await run(command);
      if (!hasFinished) expect(next.code, `${said}: ${next.output}`).toBe(0);
      expect(readTree(), said).toBe(result);
    }
  },
  600_000 * moments,
);

test('folders that an interrupted desk build left, and only those, are removed by the next one', async () => {
  const build: Command = { file: 'launcher/src/build.ts', args: ['client/desk'] };
  begin(build);
  const ofOthers = '.unfinished-dist-x-99999999';
  for (const left of ['.unfinished-dist/assets', '.unfinished-dist-former', 'dist.new/assets', ofOthers])
    mkdirSync(join(tree.folder, 'client/desk', left), { recursive: true });
  appendFileSync(join(tree.folder, 'client/desk/dist.new/assets/half.js'), 'const half =');
  const { code, output } = await run(build);
  expect(code, output).toBe(0);
  const kept = readdirSync(join(tree.folder, 'client/desk')).filter((name) => name.includes('dist'));
  expect(kept.sort()).toEqual([ofOthers, 'dist']);
});

test('new:subgraph that is interrupted or fails leaves the tree as it was', async () => {
  const command = commands['new:subgraph'];
  if (command === undefined) throw new Error('There is no such command');
  begin(command);
  const before = readTree();
  const { ms } = await run(command);
  begin(command);
  await run(command, { way: 'Ctrl-C', afterMs: ms / 2 });
  expect(readTree()).toBe(before);
  appendFileSync(join(tree.folder, 'launcher/src/codegen.ts'), "throw new Error('No types today');\n");
  tree.commit('A generator that fails');
  const failing = readTree();
  const { code, output } = await run(command);
  expect(output).toContain('Nothing is written, because this failed');
  expect(code).toBe(1);
  expect(readTree()).toBe(failing);
}, 600_000);

/** Restores a tree in which the command has all its work to do. */
function begin({ prepare }: Command): void {
  tree.restore();
  for (const made of [
    'client/dist',
    'client/desk/dist',
    'node_modules/@supergraph/returns',
    '.data/made-keys',
  ])
    rmSync(join(tree.folder, made), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
  prepare?.();
}

/**
 * Runs a command to its end, or interrupts it. When this resolves, only orphans of its processes still run.
 */
async function run(
  { file, args = [], done }: Command,
  interruption?: { readonly way: (typeof ways)[number]; readonly afterMs: number },
): Promise<Outcome> {
  const begun = performance.now();
  // A process group of its own, as a terminal creates for each command.
  const child = spawn(process.execPath, [join(tree.folder, file), ...args], {
    cwd: tree.folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let ms: number | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (done === undefined || ms !== undefined || !output.includes(done)) return;
      ms = performance.now() - begun;
      if (interruption === undefined) child.kill('SIGTERM');
    });
  }
  const exited = once(child, 'exit');
  if (interruption !== undefined) {
    await Promise.race([exited, sleep(interruption.afterMs)]);
    interrupt(child.pid ?? 0, interruption.way);
  }
  const [code, signal] = await exited;
  return { code: code ?? signal, output, ms: ms ?? performance.now() - begun };
}

function interrupt(pid: number, way: (typeof ways)[number]): void {
  const [target, signal] =
    way === 'kill parent' ? [pid, 'SIGKILL'] : [-pid, way === 'Ctrl-C' ? 'SIGINT' : 'SIGKILL'];
  try {
    process.kill(target, signal);
  } catch {
    // It had already ended.
  }
}

/** Reads the state of git, and the files that builds have made. */
function readTree(): string {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: tree.folder, encoding: 'utf8' });
  git('add', '--all');
  const tracked = git('write-tree');
  git('reset', '--quiet');
  const built = ['client/dist', 'client/desk/dist', '.data/made-keys'].flatMap((name) => {
    const folder = join(tree.folder, name);
    return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted() : [];
  });
  return [tracked, ...built].join('\n');
}
