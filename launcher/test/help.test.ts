import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { launch } from './launch.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'help-'));
const variables = { DATA_DIR: dataDir };

afterAll(() => rmSync(dataDir, { recursive: true }));

for (const [file, flag] of [
  ['codegen.ts', '--help'],
  ['reset.ts', '--help'],
  ['token.ts', '-h'],
] as const) {
  test(`${file} ${flag} prints the usage and does nothing`, async () => {
    const command = launch(file, [flag], variables);
    expect(await command.ended).toBe(0);
    expect(command.output()).toMatch(/^Usage: npm run /);
    expect(readdirSync(dataDir)).toEqual([]);
  });
}

for (const [file, argument] of [
  ['codegen.ts', 'nothing'],
  ['reset.ts', '--all-of-it'],
] as const) {
  test(`${file} refuses the argument ${argument}, names it and prints the usage`, async () => {
    const command = launch(file, [argument], variables);
    expect(await command.ended).toBe(1);
    expect(command.output()).toContain(JSON.stringify(argument));
    expect(command.output()).toContain('Usage: npm run ');
    expect(command.output()).not.toContain('    at ');
    expect(readdirSync(dataDir)).toEqual([]);
  });
}
