import { appendFileSync, mkdtempSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createFileReader } from '../src/file-reader.ts';

afterEach(() => void vi.useRealTimers());

test('a file that is written in several steps is read once it is complete', async () => {
  const { file, read } = open();
  writeFileSync(file, 'one');
  expect(await read()).toBe('one');
  stopClock();
  writeFileSync(file, 'first');
  moveClock(file, 50);
  let value: string | undefined;
  const reading = read().then((text) => {
    value = text;
  });
  for (const more of [' second', ' third', ' last']) {
    await sleep(150);
    expect(value).toBeUndefined();
    appendFileSync(file, more);
    moveClock(file, 50);
  }
  moveClock(file, 150);
  await reading;
  expect(value).toBe('first second third last');
});

test('a file that is missing for a moment is awaited, and one that stays missing is an error without its path', async () => {
  const { file, read } = open();
  writeFileSync(file, 'one');
  expect(await read()).toBe('one');
  unlinkSync(file);
  vi.useFakeTimers({ toFake: ['performance'] });
  const reading = read();
  await sleep(150);
  writeFileSync(file, 'two');
  expect(await reading).toBe('two');
  unlinkSync(file);
  const failing = expect(read()).rejects.toThrow(/^cannot be read \(ENOENT\)$/);
  vi.advanceTimersByTime(1_100);
  await failing;
});

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'file-reader-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'value');
  return { file, read: createFileReader(file, () => readFile(file, 'utf8')) };
}

function stopClock(): void {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
}

/** Moves the clock to this long after the last change of the file. */
function moveClock(file: string, ms: number): void {
  vi.setSystemTime(statSync(file).ctimeMs + ms);
}
