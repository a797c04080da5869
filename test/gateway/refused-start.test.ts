import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawnService } from '../graph/service-process.ts';
import { createTestDatabase } from '../graph/test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'refused-start-'));
const supergraph = new URL('schema/supergraph.graphql', repositoryRoot).pathname;
const gateway = 'gateway/src/main.ts';
const users = 'subgraphs/users/src/main.ts';
/** Makes the clock of a process run thirty times as fast. */
const fastClock = `data:text/javascript,${encodeURIComponent(
  'const { now } = Date; const begun = now(); Date.now = () => begun + (now() - begun) * 30;',
)}`;
let databaseUrl: URL;
let unreachable: ReturnType<typeof spawnService>;

beforeAll(async () => {
  databaseUrl = new URL(await createTestDatabase('users'));
  const gone = new URL(databaseUrl);
  gone.port = '9';
  const env = { DATA_DIR: folder, USERS_PORT: '0', USERS_DATABASE_URL: gone.href };
  unreachable = spawnService(users, env, ['--import', fastClock]);
});

afterAll(() => rmSync(folder, { recursive: true }));

test('a gateway without a configuration exits with 78 and one sentence a problem', async () => {
  await expectRefused(gateway, { NODE_ENV: 'production', PORT: 'x' }, [
    /^PORT must be a whole number from 0 to 65535, but is "x"$/,
    /^SUPERGRAPH is required but not set$/,
    /^TOKEN_ISSUER is required but not set$/,
    /^TOKEN_AUDIENCE is required but not set$/,
    /^INTERNAL_PRIVATE_KEY_FILE is required but not set$/,
    /^CLIENT_JWKS_URL or CLIENT_PUBLIC_KEYS_FILE is required but not set$/,
  ]);
});

test('a gateway whose supergraph does not parse exits with 78', async () => {
  await expectRefused(gateway, { SUPERGRAPH: write('type Query {') }, [
    /^SUPERGRAPH must name a .+ does not parse: Syntax Error: .+ Line 1, column 13\.\), but is ".+"$/,
  ]);
});

test('a gateway whose supergraph parses but cannot be served exits with 78', async () => {
  const sdl = 'enum join__Graph { A @join__graph(name: "a", url: "http://a/") } type Query { a: Int }';
  const service = spawnService(gateway, { DATA_DIR: folder, LOG_LEVEL: 'error', SUPERGRAPH: write(sdl) });
  expect(await service.ended).toBe(78);
  expect(service.stderr()).toMatch(/SUPERGRAPH must name a composed supergraph that can be served: .+/);
  expect(service.stderr()).not.toMatch(/^ +at /m);
});

test('a gateway whose port is busy exits with 78 and names port and variable', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  await expectRefused(gateway, { SUPERGRAPH: supergraph, PORT: port }, [
    new RegExp(`^PORT: port ${port} is already in use on 127\\.0\\.0\\.1$`),
  ]);
  server.close();
});

test('a gateway that cannot listen on its host exits with 78', async () => {
  await expectRefused(gateway, { SUPERGRAPH: supergraph, PORT: '0', HOST: '203.0.113.1' }, [
    /^HOST or PORT: cannot listen on 203\.0\.113\.1:0 \(EADDRNOTAVAIL\)$/,
  ]);
});

test('a subgraph without a configuration exits with 78 and one sentence a problem', async () => {
  await expectRefused(users, {}, [/^USERS_PORT is required/, /^USERS_DATABASE_URL is required/]);
});

test('a subgraph with a wrong password exits with 78 and does not show it', async () => {
  const url = new URL(databaseUrl);
  url.password = 'wrong-secret';
  await expectRefused(users, { USERS_PORT: '0', USERS_DATABASE_URL: url.href }, [
    /^USERS_DATABASE_URL: password authentication failed for user "users_\w+"$/,
  ]);
});

test('a subgraph without the password that its database requires exits with 78', async () => {
  const url = new URL(databaseUrl);
  url.password = '';
  await expectRefused(users, { USERS_PORT: '0', USERS_DATABASE_URL: url.href }, [
    /^USERS_DATABASE_URL: .*password must be a string$/,
  ]);
});

test('a subgraph whose database does not exist exits with 78', async () => {
  const url = new URL(databaseUrl);
  url.pathname = '/nothing_of_this_name';
  await expectRefused(users, { USERS_PORT: '0', USERS_DATABASE_URL: url.href }, [
    /^USERS_DATABASE_URL: database "nothing_of_this_name" does not exist$/,
  ]);
});

test('a subgraph whose database requires a missing certificate exits with 78', async () => {
  const url = new URL(databaseUrl);
  url.search = '?sslrootcert=/nothing/of/this/name';
  await expectRefused(users, { USERS_PORT: '0', USERS_DATABASE_URL: url.href }, [
    /^USERS_DATABASE_URL: ENOENT: .*'\/nothing\/of\/this\/name'$/,
  ]);
});

test('a subgraph whose database does not answer waits for it, then exits with 1 and names the variable', async () => {
  expect(await unreachable.ended).toBe(1);
  expect(unreachable.stderr()).toMatch(
    /^USERS_DATABASE_URL: no database answers at 127\.0\.0\.1:9 \(.+\)\n$/,
  );
  expect(unreachable.stderr()).not.toContain(databaseUrl.password);
});

async function expectRefused(main: string, env: Environment, problems: readonly RegExp[]): Promise<void> {
  const service = spawnService(main, { DATA_DIR: folder, LOG_LEVEL: 'warn', ...env });
  expect(await service.ended, service.stderr()).toBe(78);
  const [title, ...lines] = service.stderr().trimEnd().split('\n');
  expect(title).toBe('The configuration is invalid:');
  expect(lines.map((line) => line.replace(/^ {2}- /, ''))).toEqual(
    problems.map((problem) => expect.stringMatching(problem)),
  );
  expect(service.stdout()).toBe('');
  expect(service.stderr()).not.toContain('wrong-secret');
}

function write(content: string): string {
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, content);
  return file;
}
