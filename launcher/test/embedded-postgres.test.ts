import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../src/embedded-postgres/start-embedded-postgres.ts';
import { freePorts } from './free-ports.ts';
import { eventually, findProcess, listProcesses } from './processes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
const module = new URL('../src/embedded-postgres/start-embedded-postgres.ts', import.meta.url).href;
let port = 0;
let postgres: EmbeddedPostgres;
let leftUrl = '';
let rightUrl = '';

beforeAll(async () => {
  [port = 0] = await freePorts(1);
  postgres = await start();
  leftUrl = await postgres.provision('left');
  rightUrl = await postgres.provision('right');
});

afterAll(async () => {
  await postgres.stop();
  rmSync(dataDir, { recursive: true });
});

test('each role reaches its own database and no other', async () => {
  for (const [url, own, other] of [
    [leftUrl, 'left', 'right'],
    [rightUrl, 'right', 'left'],
  ] as const) {
    expect(await query(url, 'SELECT current_database() AS name')).toEqual([{ name: own }]);
    for (const closed of [other, 'postgres', 'template1']) {
      const error = query(url.replace(`/${own}?`, `/${closed}?`), 'SELECT 1');
      await expect(error).rejects.toThrow(`permission denied for database "${closed}"`);
    }
  }
});

test('a role can connect with its SCRAM password only, and can create neither databases nor roles', async () => {
  const wrong = new URL(leftUrl);
  wrong.password = new URL(rightUrl).password;
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  await expect(query(leftUrl, 'CREATE DATABASE more')).rejects.toThrow('permission denied');
  await expect(query(leftUrl, 'CREATE ROLE more')).rejects.toThrow('permission denied');
  const stored = await query(
    postgres.adminUrl,
    `SELECT rolname FROM pg_authid WHERE rolpassword !~ '^SCRAM-SHA-256'`,
  );
  expect(stored).toEqual([]);
});

test('provisioning again changes nothing, and an impossible name is refused', async () => {
  await query(leftUrl, 'CREATE TABLE kept ()');
  expect(await postgres.provision('left')).toBe(leftUrl);
  expect(await query(leftUrl, 'SELECT * FROM kept')).toEqual([]);
  await expect(postgres.provision('postgres')).rejects.toThrow('"postgres"');
  await expect(postgres.provision('Two Words')).rejects.toThrow('"Two Words"');
});

test('only the owner of the data folder can read its passwords', () => {
  const files = readdirSync(join(dataDir, 'postgres')).map((name) => join(dataDir, 'postgres', name));
  const secret = files.filter(
    (file) => statSync(file).isFile() && readFileSync(file, 'utf8').includes('secret'),
  );
  expect(secret.map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
});

test('a killed server restarts by itself with every acknowledged row', async () => {
  const before = serverProcess();
  await query(leftUrl, 'CREATE TABLE acknowledged (n int)');
  let acknowledged = 0;
  const client = await connect(leftUrl);
  setTimeout(() => process.kill(before.pid, 'SIGKILL'), 150);
  try {
    for (;;) {
      await client.query('INSERT INTO acknowledged VALUES ($1)', [acknowledged]);
      acknowledged += 1;
    }
  } catch {
    expect(acknowledged).toBeGreaterThan(0);
  }
  const found = await eventually('the server is back', () =>
    query(leftUrl, 'SELECT count(*)::int AS count FROM acknowledged').catch(() => undefined),
  );
  // The last one may have been written but not acknowledged.
  expect([acknowledged, acknowledged + 1]).toContain(found[0]?.count);
  expect(serverProcess().pid).not.toBe(before.pid);
});

test('a second user joins the server, and the last user stops it', async () => {
  const second = await start();
  expect(second.adminUrl).toBe(postgres.adminUrl);
  await postgres.stop();
  expect(await query(leftUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await second.stop();
  expect(listProcesses().filter(isServer)).toEqual([]);
  postgres = await start();
  expect(await query(leftUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a server whose launcher was killed is taken over while it runs', async () => {
  await postgres.stop();
  const starter = spawnStarter(dataDir, port);
  await once(starter.stdout, 'data');
  const orphan = serverProcess();
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  postgres = await start();
  expect(serverProcess().pid).toBe(orphan.pid);
  expect(await query(leftUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a port in use is an error that names the port and its variable', async () => {
  const other = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
  const start = startEmbeddedPostgres({ dataDir: other, port });
  await expect(start).rejects.toThrow(new RegExp(`Port ${port} .*POSTGRES_PORT`));
  rmSync(other, { recursive: true });
});

test('an interrupted creation of a cluster starts over', async () => {
  const other = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
  const [free = 0] = await freePorts(1);
  const starter = spawnStarter(other, free);
  const initdb = await eventually('initdb runs', () =>
    listProcesses().find(({ ppid, command }) => ppid === starter.pid && command.includes('initdb')),
  );
  process.kill(initdb.pid, 'SIGKILL');
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  const again = await startEmbeddedPostgres({ dataDir: other, port: free });
  expect(await query(await again.provision('left'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await again.stop();
  rmSync(other, { recursive: true });
});

function start(): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, port });
}

function spawnStarter(folder: string, freePort: number) {
  const options = JSON.stringify({ dataDir: folder, port: freePort });
  const code = `import { startEmbeddedPostgres } from '${module}';
    await startEmbeddedPostgres(${options}); console.log('started'); setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void starter.kill('SIGKILL'));
  return starter;
}

function isServer({ command }: { readonly command: string }): boolean {
  return command.includes(`port=${port}`);
}

function serverProcess() {
  return findProcess(`port=${port}`);
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // A connection that the test cuts off emits an error.
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function query(url: string, sql: string) {
  const client = await connect(url);
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
