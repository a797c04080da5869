import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

test('the gateway and the subgraphs can read the files, which are one key pair', () => {
  const variables = { secret: privateKeyFile('PRIVATE', 'A key.'), open: publicKeysFile('PUBLIC', 'Keys.') };
  const keys = readConfig({ PRIVATE: secret, PUBLIC: open }, variables);
  const { d, ...publicHalf } = keys.secret.initial;
  expect(d).toBeTypeOf('string');
  expect(keys.open.initial.keys).toEqual([publicHalf]);
});

test('only the owner may read the private key', () => {
  expect(statSync(secret).mode & 0o777).toBe(0o600);
});

test('after a rotation a new key signs, and the previous one is still accepted', async () => {
  const rotated = join(folder, 'rotated');
  expect(await launch('keys.ts', ['--out', rotated], {}).ended).toBe(0);
  const files = [join(rotated, 'internal-private.json'), join(rotated, 'internal-public.json')] as const;
  const kids = () => {
    const [key, { keys }] = [readJson(files[0]), readJson(files[1])];
    return { signing: key.kid, known: keys.map(({ kid }: { kid: string }) => kid) };
  };
  const [first, inode] = [kids(), statSync(files[1]).ino];
  expect(await launch('keys.ts', ['--out', rotated, '--rotate'], {}).ended).toBe(0);
  const second = kids();
  expect(second.known).toEqual([second.signing, first.signing]);
  expect(second.signing).not.toBe(first.signing);
  expect(await launch('keys.ts', ['--out', rotated, '--rotate'], {}).ended).toBe(0);
  const third = kids();
  expect(third.known).toEqual([third.signing, second.signing]);
  expect(statSync(files[0]).mode & 0o777).toBe(0o600);
  expect(statSync(files[1]).ino, 'a container has mounted the file, not its name').toBe(inode);
});

test('without keys a rotation is refused', async () => {
  const refused = launch('keys.ts', ['--out', join(folder, 'none'), '--rotate'], {});
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain('--rotate needs the keys that are in use');
});

test('an existing key is never overwritten, and no key is created beside half of a pair', async () => {
  const before = readFileSync(open, 'utf8');
  rmSync(secret);
  const refused = launch('keys.ts', ['--out', made], {});
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`${open} exists`);
  expect(readFileSync(open, 'utf8')).toBe(before);
  expect(existsSync(secret)).toBe(false);
});

test('a call that was interrupted after the private key is completed by the next one', async () => {
  const begun = join(folder, 'begun');
  const [half, whole] = [join(begun, 'internal-private.json'), join(begun, 'internal-public.json')];
  expect(await launch('keys.ts', ['--out', begun], {}).ended).toBe(0);
  const [secretBefore, publicBefore] = [readFileSync(half, 'utf8'), readFileSync(whole, 'utf8')];
  rmSync(whole);
  writeFileSync(`${whole}.unfinished`, '{');
  expect(await launch('keys.ts', ['--out', begun], {}).ended).toBe(0);
  expect(readFileSync(half, 'utf8')).toBe(secretBefore);
  expect(JSON.parse(readFileSync(whole, 'utf8'))).toEqual(JSON.parse(publicBefore));
  expect(readdirSync(begun)).toHaveLength(2);
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

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
