import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError, type Environment, followed, readConfig } from '../src/config.ts';
import { privateKeyFile } from '../src/identity/key-file.ts';
import { subgraphUrl, subgraphUrls } from '../src/subgraph/subgraph-urls.ts';
import { text, url } from '../src/variables.ts';

const folder = mkdtempSync(join(tmpdir(), 'secret-files-'));
const secret = url('SHOP_DATABASE_URL', ['postgres:'], 'A URL.');

afterAll(() => rmSync(folder, { recursive: true }));

test('a secret may be in a file, whose last line break does not count', () => {
  for (const end of ['', '\n', '\r\n']) {
    const SHOP_DATABASE_URL_FILE = write('url', `postgres://a:b@host/db${end}`);
    expect(readConfig({ SHOP_DATABASE_URL_FILE }, { secret })).toEqual({ secret: 'postgres://a:b@host/db' });
  }
});

test('a secret that is set twice is refused', () => {
  const env = {
    SHOP_DATABASE_URL: 'postgres://a:b@host/db',
    SHOP_DATABASE_URL_FILE: write('url', 'postgres://c:d@host/db'),
  };
  expect(problemsOf(env)).toEqual(['SHOP_DATABASE_URL and SHOP_DATABASE_URL_FILE must not both be set']);
  expect(problemsOf({ ...env, SHOP_DATABASE_URL: '' })).toEqual([]);
});

test('a file that is missing, empty or malformed is refused by the name of its variable, without path or content', () => {
  for (const [path, problem] of [
    [
      '/no/such/sesame',
      /^SHOP_DATABASE_URL_FILE must name a readable file, but it cannot be read \(ENOENT\)$/,
    ],
    [folder, /^SHOP_DATABASE_URL_FILE must name a readable file, but it cannot be read \(EISDIR\)$/],
    [write('empty', '\n'), /^SHOP_DATABASE_URL_FILE must name a file with a secret, but that file is empty$/],
    [
      write('wrong', 'sesame'),
      /^SHOP_DATABASE_URL \(in the file that SHOP_DATABASE_URL_FILE names\) must be a URL/,
    ],
  ] as const) {
    const problems = problemsOf({ SHOP_DATABASE_URL_FILE: path });
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems.join()).not.toMatch(/sesame/);
  }
});

test('variables that are no secrets, or name a file themselves, are never read from a further file', () => {
  const [open, key] = [text('REGION', 'none', 'text', 'A text.'), privateKeyFile('KEY_FILE', 'A key.')];
  expect(readConfig({ REGION_FILE: '/no/such' }, { open })).toEqual({ open: 'none' });
  expect(() => readConfig({ KEY_FILE_FILE: '/no/such' }, { key })).toThrow(
    'KEY_FILE is required but not set',
  );
});

test('the URL of a subgraph may be in a file', () => {
  const SHOP_URL_FILE = write('shop', 'http://shop/graphql\n');
  const urls = subgraphUrls.read({ SHOP_URL_FILE });
  expect(subgraphUrl(urls, { name: 'shop', url: '' })).toBe('http://shop/graphql');
});

test('a followed file gives its current secret, and the last good one while it is unusable', () => {
  const SHOP_DATABASE_URL_FILE = write('url', 'postgres://a:first@host/db');
  const { current } = readConfig({ SHOP_DATABASE_URL_FILE }, { current: followed(secret) });
  const read = () => (typeof current === 'function' ? current() : undefined);
  expect(read()).toBe('postgres://a:first@host/db');
  write('url', 'postgres://a:second@host/db');
  expect(read()).toBe('postgres://a:second@host/db');
  for (const content of ['', 'mysql://a:third@host/db']) {
    write('url', content);
    expect(read()).toBe('postgres://a:second@host/db');
  }
});

function problemsOf(env: Environment): readonly string[] {
  try {
    readConfig(env, { secret });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}
