import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../test/attack/fuzz/random.ts';
import { createBootstrapProject } from './bootstrap-project.ts';
import { eventually, listProcesses } from './processes.ts';

const project = createBootstrapProject();
const { root, bootstrap, installed, run } = project;

beforeAll(() => {
  writeFileSync(
    join(root, 'say.mjs'),
    `console.log(JSON.stringify({ args: process.argv.slice(2), path: process.env.PATH, cwd: process.cwd() }));`,
  );
  writeFileSync(join(root, 'fail.mjs'), 'process.exit(7);');
  writeFileSync(
    join(root, 'wait.mjs'),
    `process.once('SIGTERM', () => { console.log('asked to stop'); process.exit(3); });
     console.log('waiting'); setInterval(() => {}, 1000);`,
  );
});

afterAll(project.remove);

test('two commands in a fresh clone install once, and only the command itself writes to standard output', async () => {
  const runs = await Promise.all([run(['say.mjs', 'one']), run(['say.mjs', 'two'])]);
  expect(runs.map(({ stdout }) => JSON.parse(stdout).args)).toEqual([['one'], ['two']]);
  const said = runs.map(({ stderr }) => stderr.trim()).sort();
  expect(said).toEqual([
    'Another command is installing the packages: waiting for it.',
    expect.stringContaining('Installing the packages'),
  ]);
});

test('an installation is left unchanged, and arguments, folder and the chosen Node reach the command', async () => {
  const { stdout, stderr } = await run(['say.mjs', '--flag', 'a b']);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ args: ['--flag', 'a b'], cwd: root });
  expect(
    JSON.parse(stdout).path.startsWith(
      fileURLToPath(new URL('.', `file://${process.execPath}`)).slice(0, -1),
    ),
  ).toBe(true);
});

test('an interrupted or outdated installation is repeated', async () => {
  rmSync(installed);
  expect((await run(['say.mjs'])).stderr).toContain('Installing the packages');
  utimesSync(installed, 0, 0);
  expect((await run(['say.mjs'])).stderr).toContain('Installing the packages');
  expect(existsSync(installed)).toBe(true);
});

test('an installation that is interrupted at any moment is repeated', async () => {
  const begin = () => rmSync(join(root, 'node_modules'), { recursive: true, force: true });
  begin();
  const begun = performance.now();
  await run(['say.mjs']);
  const ms = performance.now() - begun;
  for (let moment = 0; moment < Number(process.env.INTERRUPTIONS ?? 2); moment += 1) {
    begin();
    const afterMs = createRandom(Number(process.env.SEED ?? 1), moment).next() * ms;
    const child = spawn(process.execPath, [bootstrap, 'say.mjs'], { cwd: root, detached: true });
    const exited = once(child, 'exit');
    await Promise.race([exited, setTimeout(afterMs)]);
    // The whole process group of the command, as in a machine failure.
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
    await exited;
    expect(JSON.parse((await run(['say.mjs', 'after'])).stdout).args).toEqual(['after']);
    expect(existsSync(installed)).toBe(true);
  }
});

test('a command waits for an installation that outlived its own command, and removes what that left', async () => {
  rmSync(installed);
  const killed = spawn(process.execPath, [bootstrap, 'say.mjs'], { cwd: root, stdio: 'ignore' });
  const npm = await eventually('npm runs', () => listProcesses().find(({ ppid }) => ppid === killed.pid));
  process.kill(npm.pid, 'SIGSTOP');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  setTimeout(300).then(() => process.kill(npm.pid, 'SIGCONT'));
  const { stdout, stderr } = await run(['say.mjs', 'after']);
  expect(stderr).toContain('Another command is installing');
  expect(JSON.parse(stdout).args).toEqual(['after']);
  expect(existsSync(join(root, 'npm-shrinkwrap.json'))).toBe(false);
});

test('the exit code is that of the command', async () => {
  await expect(run(['fail.mjs'])).rejects.toMatchObject({ code: 7 });
});

test('a signal reaches the command, which ends in its own way', async () => {
  const child = await startWaiting(process.execPath, [bootstrap, 'wait.mjs']);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([3, null]);
});

test('the command is asked to stop when the parent of the bootstrap is killed', async () => {
  const code = `require('node:child_process').spawn(process.execPath, ${JSON.stringify([bootstrap, 'wait.mjs'])}, { stdio: 'inherit' });`;
  const parent = await startWaiting(process.execPath, ['--eval', code]);
  let said = '';
  parent.stdout.on('data', (chunk) => {
    said += chunk;
  });
  parent.kill('SIGKILL');
  await eventually('it was asked to stop', () => said.includes('asked to stop') || undefined);
  await eventually(
    'it has ended',
    () => !listProcesses().some(({ command }) => command.includes(bootstrap)) || undefined,
  );
});

test('without a command it prints its usage', async () => {
  await expect(run([])).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('Usage:') });
});

async function startWaiting(command: string, args: readonly string[]) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
