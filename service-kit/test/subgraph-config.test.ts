import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError, type Environment } from '../src/config.ts';
import { createSigningKeys } from '../src/identity/development-keys.ts';
import { readSubgraphConfig } from '../src/subgraph/subgraph-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'subgraph-config-'));
const { privateKey, publicKeys } = await createSigningKeys();
const publicFile = write('public.json', publicKeys);
const least = { ORDER_DESK_PORT: '4003', ORDER_DESK_DATABASE_URL: 'postgres://a:secret@host/db' };

afterAll(() => rmSync(folder, { recursive: true }));

test('a subgraph needs a port and a database; all other settings have defaults', () => {
  expect(readSubgraphConfig('order-desk', least)).toMatchObject({
    name: 'order-desk',
    mode: 'development',
    server: { host: '127.0.0.1', port: 4003 },
    database: { poolSize: 10, demoData: false },
    internalKeys: undefined,
  });
});

test('every malformed variable is listed at once by its name, and none is replaced by its default', () => {
  const malformed = {
    NODE_ENV: 'prod',
    LOG_LEVEL: 'loud',
    ORDER_DESK_PORT: '70000',
    ORDER_DESK_DATABASE_URL: 'mysql://a:secret@host/db',
    DATABASE_POOL_SIZE: '0',
    DATABASE_CONNECT_TIMEOUT_MS: '1.5',
    STATEMENT_TIMEOUT_MS: '5s',
    MAX_BODY_BYTES: '-1',
    SHUTDOWN_DELAY_MS: 'soon',
    INTERNAL_PUBLIC_KEYS_FILE: join(folder, 'nothing.json'),
    DEMO_DATA: 'true',
  };
  const problems = problemsOf(malformed);
  expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(Object.keys(malformed).sort());
  for (const problem of problems) expect(problem).toMatch(/^[A-Z_]+ must .+, but is .+$/);
  expect(problems.join()).not.toContain('secret');
});

test('required variables that are unset or empty are listed by name', () => {
  expect(problemsOf({})).toEqual([
    'ORDER_DESK_PORT is required but not set',
    'ORDER_DESK_DATABASE_URL is required but not set',
  ]);
  expect(problemsOf({ ...least, ORDER_DESK_PORT: '' })).toEqual(['ORDER_DESK_PORT is required but not set']);
});

test('events are not kept for longer than consumers remember them', () => {
  expect(problemsOf({ ...least, EVENT_RETENTION_HOURS: '312' })).toEqual([]);
  expect(problemsOf({ ...least, EVENT_RETENTION_HOURS: '336' })).toHaveLength(1);
});

for (const text of [
  '',
  'x',
  '4e3',
  '0x10',
  ' 1',
  '1 ',
  '１',
  '+1',
  '1_000',
  'Infinity',
  '99999999999999999999',
]) {
  test(`${JSON.stringify(text)} is not a port`, () => {
    expect(problemsOf({ ...least, ORDER_DESK_PORT: text })).toHaveLength(1);
  });
}

for (const url of [
  'host/db',
  'postgres',
  'http://a:secret@host/db',
  'postgres:',
  'postgres://a:secret@:x/db',
]) {
  test(`the database URL ${url.replace('secret', '…')} is refused without being shown`, () => {
    const [problem = '', ...others] = problemsOf({ ...least, ORDER_DESK_DATABASE_URL: url });
    expect(others).toEqual([]);
    expect(problem).toMatch(/^ORDER_DESK_DATABASE_URL must be a URL that starts with postgres:\/\//);
    expect(problem).toContain('not shown');
    expect(problem).not.toContain('secret');
  });
}

test('production needs the public keys of the gateways', () => {
  expect(problemsOf({ ...least, NODE_ENV: 'production' })).toEqual([
    'INTERNAL_PUBLIC_KEYS_FILE is required but not set',
  ]);
  const env = { ...least, NODE_ENV: 'production', INTERNAL_PUBLIC_KEYS_FILE: publicFile };
  expect(readSubgraphConfig('order-desk', env).internalKeys?.initial.keys).toHaveLength(1);
});

for (const [what, content] of Object.entries<unknown>({
  'no JSON': undefined,
  'no keys': { keys: [] },
  'one key instead of a set': publicKeys.keys[0],
  'a private key': { keys: [privateKey] },
  'an RSA key': { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] },
  'a key of another curve': { keys: [{ ...publicKeys.keys[0], crv: 'P-384' }] },
  'a secret': { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] },
})) {
  test(`a file of public keys with ${what} is refused`, () => {
    const file = write('keys.json', content);
    const problems = problemsOf({ ...least, INTERNAL_PUBLIC_KEYS_FILE: file });
    expect(problems).toEqual([expect.stringMatching(/^INTERNAL_PUBLIC_KEYS_FILE must /)]);
    expect(problems.join()).not.toContain(privateKey.d);
  });
}

function problemsOf(env: Environment): readonly string[] {
  try {
    readSubgraphConfig('order-desk', env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, content === undefined ? '{"keys": [' : JSON.stringify(content));
  return file;
}
