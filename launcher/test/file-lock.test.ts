import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { withFileLock } from '../file-lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'file-lock-'));

afterAll(() => rmSync(folder, { recursive: true }));

test('processes that need one lock work one after the other', async () => {
  const counter = join(folder, 'counter');
  writeFileSync(counter, '0');
  const code = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { withFileLock } from '${new URL('../file-lock.mjs', import.meta.url)}';
    for (let i = 0; i < 20; i += 1) {
      await withFileLock('${join(folder, 'lock')}', async () => {
        const n = Number(readFileSync('${counter}', 'utf8'));
        await sleep(1);
        writeFileSync('${counter}', String(n + 1));
      });
    }`;
  const workers = Array.from({ length: 4 }, () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]),
  );
  await Promise.all(workers);
  expect(readFileSync(counter, 'utf8')).toBe('80');
});

test('the lock is released when the work fails', async () => {
  const path = join(folder, 'failing');
  await expect(withFileLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withFileLock(path, () => 'yes')).toBe('yes');
});

test('the lock of a dead process is taken over, also if another process has its id', async () => {
  const path = join(folder, 'stale');
  writeFileSync(`${path}.7`, `${process.pid} an-earlier-start`);
  expect(await withFileLock(path, () => 'mine')).toBe('mine');
});
