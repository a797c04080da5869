import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { createSigningKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ComposeProject, createComposeProject } from './compose-project.ts';

const files = ['docker-compose.yml', 'docker-compose.production.yml'];
const folder = mkdtempSync(join(tmpdir(), 'compose-production-'));
const variables: Readonly<Record<string, string>> = {
  CLIENT_PUBLIC_KEYS_FILE: join(folder, 'client-public.json'),
  INTERNAL_PRIVATE_KEY_FILE: join(folder, 'internal-private.json'),
  INTERNAL_PUBLIC_KEYS_FILE: join(folder, 'internal-public.json'),
  EVENTS_SECRET: 'theEventsSecretOfThirtyTwoCharacters',
  TOKEN_ISSUER: 'https://issuer.example',
  TOKEN_AUDIENCE: 'the-graph',
  USERS_DATABASE_PASSWORD: 'theUsersPassword',
  ORDERS_DATABASE_PASSWORD: 'theOrdersPassword',
  USERS_SERVICE_PASSWORD: 'theUsersServicePassword',
  ORDERS_SERVICE_PASSWORD: 'theOrdersServicePassword',
};
let graph: ComposeProject;
let token: string;

beforeAll(async () => {
  token = await createKeys();
  graph = await createComposeProject(files, variables);
  await graph.up();
});

afterAll(async () => {
  await graph.compose('down', '--volumes', '--rmi', 'local');
  rmSync(folder, { recursive: true });
});

test.each(Object.keys(variables))('without %s it does not start, and the log says why', async (name) => {
  const incomplete = await createComposeProject(files, { ...variables, [name]: '' });
  await expect(incomplete.compose('config')).rejects.toThrow(`${name} is required but not set`);
});

test('a token of the configured issuer is accepted, and a write reaches the database', async () => {
  const counts = '{ users { totalCount } orders { totalCount } }';
  expect((await graph.ask(counts, token)).data).toEqual({
    users: { totalCount: 0 },
    orders: { totalCount: 0 },
  });
  const registered = await graph.ask(
    'mutation { registerUser(input: { email: "ada@example.com", name: "Ada" }) { __typename } }',
    token,
  );
  expect(registered.data).toEqual({ registerUser: { __typename: 'UserRegistered' } });
  expect((await graph.ask(counts, token)).data.users.totalCount).toBe(1);
});

test('without a token nothing is answered, and no service reveals the schema', async () => {
  const { status, errors } = await graph.ask('{ users { totalCount } }');
  expect(status).toBe(401);
  expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect((await graph.ask('{ __schema { types { name } } }', token)).errors).not.toEqual([]);
});

test.each(['/', '/explorer'])('%s serves no page', async (path) => {
  const { status } = await fetch(`${graph.url}${path}`, { headers: { accept: 'text/html' } });
  expect(status).toBe(404);
});

test.each(['gateway', 'users', 'orders', 'users-db', 'orders-db'])(
  '%s has a read-only root, no capabilities, no privilege escalation, and limits',
  async (service) => {
    await expect(graph.exec(service, 'touch', '/etc/written')).rejects.toThrow('Read-only file system');
    // PostgreSQL's image starts as root and then changes its user, so the check looks at the final process.
    const status = await graph.exec(service, 'cat', '/proc/1/status');
    expect(status).toMatch(/^Uid:\t(?!0\t)/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    const limits = '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}';
    for (const limit of (await graph.inspect(service, limits)).split(' '))
      expect(Number(limit)).toBeGreaterThan(0);
  },
);

test('a service reaches its own database and nothing beyond the graph', async () => {
  expect(await reach('users', 'users-db', 5432)).toBe('reached');
  expect(await reach('users', 'orders-db', 5432)).not.toBe('reached');
  expect(await reach('orders', 'users-db', 5432)).not.toBe('reached');
  expect(await reach('gateway', 'users-db', 5432)).not.toBe('reached');
  expect(await reach('gateway', 'orders', 4002)).toBe('reached');
});

test('logs are JSON objects, one a line', async () => {
  const logs = await graph.compose('logs', '--no-color', 'gateway');
  const lines = logs.split('\n').flatMap((line) => line.match(/\| (\{.*\})\s*$/)?.[1] ?? []);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ service: 'gateway' });
});

/** Creates the keys as an operator does, and a token as their identity provider does. */
async function createKeys(): Promise<string> {
  const keys = fileURLToPath(new URL('launcher/src/keys.ts', repositoryRoot));
  execFileSync(process.execPath, [keys, '--out', folder]);
  const client = await createSigningKeys();
  writeFileSync(join(folder, 'client-public.json'), JSON.stringify(client.publicKeys));
  // The containers' user must be able to read the files of another user.
  for (const file of ['client-public.json', 'internal-private.json', 'internal-public.json'])
    chmodSync(join(folder, file), 0o644);
  const sign = createTokenSigner({
    privateKey: () => client.privateKey,
    purpose: 'client',
    issuer: 'https://issuer.example',
    ttlSeconds: 3600,
  });
  const scopes = new Set(['users:read', 'users:write', 'orders:read']);
  return sign({ subject: '00000000-0000-4000-8000-000000000001', scopes }, 'the-graph');
}

/** Returns `reached` if a TCP connection opens within two seconds, otherwise the error. */
function reach(from: string, host: string, port: number): Promise<string> {
  const script = `
    const end = (word) => { console.log(word); process.exit(); };
    setTimeout(end, 2000, 'timeout');
    require('node:net').connect({ host: '${host}', port: ${port} })
      .on('connect', () => end('reached')).on('error', ({ code }) => end(code));`;
  return graph.exec(from, 'node', '--eval', script);
}
