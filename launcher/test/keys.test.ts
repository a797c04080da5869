import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@supergraph/service-kit/config.ts';
import { privateKeyFile, publicKeysFile } from '@supergraph/service-kit/identity/key-file.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'keys-'));
const made = join(folder, 'made');
const secret = join(made, 'internal-private.json');
const open = join(made, 'internal-public.json');

beforeAll(async () => {
  expect(await launch('keys.ts', ['--out', made], {}).ended).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true }));

test('the files are what the gateway and the subgraphs read, and halves of one key', () => {
  const variables = { secret: privateKeyFile('PRIVATE'), open: publicKeysFile('PUBLIC') };
  const keys = readConfig({ PRIVATE: secret, PUBLIC: open }, variables);
  const { d, ...publicHalf } = keys.secret;
  expect(d).toBeTypeOf('string');
  expect(keys.open.keys).toEqual([publicHalf]);
});

test('only the owner may read the private half', () => {
  expect(statSync(secret).mode & 0o777).toBe(0o600);
});

test('a key that exists is never overwritten, and none is made next to half of one', async () => {
  const before = readFileSync(open, 'utf8');
  rmSync(secret);
  const refused = launch('keys.ts', ['--out', made], {});
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`${open} exists`);
  expect(readFileSync(open, 'utf8')).toBe(before);
  expect(existsSync(secret)).toBe(false);
});

test.each([
  [[], '--out must name'],
  [['--out', ''], '--out must name'],
  [['--into', 'x'], '--into'],
])('%j is refused with the rule it breaks and the usage', async (args, rule) => {
  const refused = launch('keys.ts', args, {});
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(rule);
  expect(refused.output()).toContain('Usage:');
});
