import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

/** Account without rights, if this one can start processes as another. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
const folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
const mounts: string[] = [];
const canMount = tryMount('probe', 'size=1m') !== undefined;
chmodSync(folder, 0o755);

afterAll(() => {
  for (const mount of mounts) execFileSync('umount', [mount]);
  rmSync(folder, { recursive: true });
});

test.each(['start.ts', 'token.ts', 'reset.ts'])(
  '%s says that a file is in the place of its data folder',
  async (command) => {
    const path = join(folder, `file-${command}`);
    writeFileSync(path, '');
    const { code, output } = await run(command, path);
    expect(output).toContain(`The folder ${path} cannot be used: it is a file, not a folder. Set DATA_DIR`);
    expect(code).toBe(1);
  },
);

test('a folder below a file is named with the rule', async () => {
  const path = join(folder, 'file-start.ts', 'data');
  const { code, output } = await run('start.ts', path);
  expect(output).toContain(`The folder ${path} cannot be used: it is in a file, not in a folder.`);
  expect(code).toBe(1);
});

test('a folder without rights is named with the rule', async () => {
  const path = join(folder, 'closed');
  mkdirSync(path, { mode: 0o500 });
  const { code, output } = await run('start.ts', path, nobody);
  expect(output).toContain(`The folder ${path} cannot be used: `);
  expect(output).toContain('is closed to this user. Set DATA_DIR to another folder');
  expect(code).toBe(1);
});

test.skipIf(!canMount)('a folder on a read-only file system is named with the rule', async () => {
  const path = tryMount('read-only', 'ro') ?? '';
  const { code, output } = await run('start.ts', path);
  expect(output).toContain('is on a read-only file system. Set DATA_DIR');
  expect(code).toBe(1);
});

test.skipIf(!canMount)('a full disk is named', async () => {
  const path = tryMount('full', 'size=64k') ?? '';
  const { code, output } = await run('start.ts', path);
  expect(output).toContain('is on a disk without free space. Set DATA_DIR');
  expect(code).toBe(1);
});

test.skipIf(!canMount || nobody === undefined)(
  'a disk that is too small for a first start is named with its free space',
  async () => {
    const path = tryMount('small', 'size=40m') ?? '';
    chownSync(path, nobody?.uid ?? 0, nobody?.gid ?? 0);
    const { code, output } = await run('start.ts', path, nobody);
    expect(output).toMatch(/The disk of \S+small has \d+ MB free, but the first start needs 150 MB\./);
    expect(code).toBe(1);
  },
);

/** Mounts a file system in memory, and returns its folder. Returns undefined if this machine does not let the test do that. */
function tryMount(name: string, options: string): string | undefined {
  const path = join(folder, name);
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  mounts.push(path);
  return path;
}

async function run(command: string, dataDir: string, account: { uid?: number; gid?: number } = {}) {
  const main = fileURLToPath(new URL(`../src/${command}`, import.meta.url));
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'], ...account });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  await once(child, 'close');
  return { code: child.exitCode, output };
}
