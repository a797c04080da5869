import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { eventually } from '../../launcher/test/processes.ts';

const runFile = promisify(execFile);
const bootstrap = 'launcher/bootstrap.mjs';
const maxMegabytes = 250;

let clone: string;
beforeAll(async () => {
  const source = fileURLToPath(new URL('../..', import.meta.url));
  clone = mkdtempSync(join(tmpdir(), 'first-start-'));
  const files = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await runFile('git', files, { cwd: source });
  for (const file of stdout.split('\0').filter((path) => existsSync(join(source, path)) && path !== '')) {
    cpSync(join(source, file), join(clone, file));
  }
});
afterAll(() => rmSync(clone, { recursive: true, force: true }), 300_000);

test('a first start installs no development tools, and the first command that needs them adds them beside the running graph', async () => {
  const names = ['PORT', 'POSTGRES_PORT', 'USERS_PORT', 'ORDERS_PORT'];
  const ports = await freePorts(names.length);
  const env = { ...process.env, ...Object.fromEntries(names.map((name, i) => [name, String(ports[i])])) };
  const child = spawn(process.execPath, [bootstrap, 'launcher/src/start.ts'], {
    cwd: clone,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  try {
    await eventually('the graph answers', () => output.includes('Ctrl-C stops everything') || undefined, 300);
    expect((await fetch(`http://127.0.0.1:${env.PORT}/desk/`)).status).toBe(200);
    expect(existsSync(join(clone, 'node_modules/vitest'))).toBe(false);
    expect(readMegabytes()).toBeLessThan(maxMegabytes);
    const pg = join(clone, 'node_modules/pg');
    const inode = lstatSync(pg).ino;

    const tool = [bootstrap, 'node_modules/vitest/vitest.mjs', '--version'];
    const added = await runFile(process.execPath, tool, { cwd: clone });
    expect(added.stderr).toContain('Installing the development tools');
    expect(added.stdout).toContain('vitest/');
    expect(lstatSync(pg).ino).toBe(inode);
    expect((await fetch(`http://127.0.0.1:${env.PORT}/ready`)).status).toBe(200);
    // Types of packages are complete too.
    await runFile(
      process.execPath,
      [bootstrap, 'node_modules/typescript/bin/tsc', '--project', 'tsconfig.json'],
      {
        cwd: clone,
      },
    );
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}, 600_000);

/** Returns the space that the packages of all workspaces take on disk. */
function readMegabytes(): number {
  const entries = readdirSync(clone, { recursive: true, withFileTypes: true });
  const blocks = entries
    .filter(({ parentPath }) => parentPath.includes('/node_modules'))
    // Node follows links, which lead to the workspaces: their packages are counted where they are, and sources are no packages.
    .filter(({ parentPath }) => !parentPath.includes('/node_modules/@supergraph/'))
    .filter(({ parentPath }) => !parentPath.startsWith(join(clone, 'launcher/node')))
    .map(({ parentPath, name }) => lstatSync(join(parentPath, name)).blocks)
    .reduce((sum, count) => sum + count, 0);
  return (blocks * 512) / 2 ** 20;
}
