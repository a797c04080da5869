import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { readDemoViewer } from '../src/services.ts';
import { launch } from './launch.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'token-'));
const variables = { DATA_DIR: dataDir };

afterAll(() => rmSync(dataDir, { recursive: true }));

test('without arguments it is the token of the demo staff user, and nothing else is printed', async () => {
  const claims = await readClaims([]);
  const demo = readDemoViewer();
  expect(claims.sub).toBe(demo.subject);
  expect(claims.scope).toBe([...demo.scopes].join(' '));
});

test('user, scopes and lifetime are the requested ones', async () => {
  const claims = await readClaims(['--user', 'somebody', '--scopes', 'a:read,b:write', '--ttl', '60']);
  expect(claims).toMatchObject({ sub: 'somebody', scope: 'a:read b:write' });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(60);
});

test('a user named without scopes has none', async () => {
  expect((await readClaims(['--user', 'somebody'])).scope ?? '').toBe('');
});

test.each([
  [['--role', 'admin'], '--role'],
  [['somebody'], 'somebody'],
  [['--user', ' '], '--user must be'],
  [['--scopes', 'a"b'], '--scopes must be'],
  [['--ttl', '1h'], '--ttl must be'],
  [['--ttl', '0'], '--ttl must be'],
  [['--for', 'nobody'], '--for must be one of users, orders'],
])('%j is refused with the rule it breaks and the usage', async (args, rule) => {
  const refused = launch('token.ts', args, variables);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(rule);
  expect(refused.output()).toContain('Usage:');
});

async function readClaims(args: readonly string[]) {
  const printed = launch('token.ts', args, variables);
  expect(await printed.ended).toBe(0);
  return decodeJwt(printed.output().trim());
}
