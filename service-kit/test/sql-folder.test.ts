import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createDatabase, createDatabasePool } from '../src/database/database.ts';
import { applySqlFolder } from '../src/database/sql-folder.ts';
import { createLog } from '../src/log.ts';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });
let folder: string;
let db: Kysely<unknown>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sql-folder-'));
  db = await createEmptyDatabase();
});

afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true });
});

test('files are applied in the order of their names, each once', async () => {
  write('0002-fill.sql', 'insert into t values (1)');
  write('0001-create.sql', 'create table t (n int)');
  expect(await apply()).toEqual(['0001-create', '0002-fill']);
  write('0003-more.sql', 'insert into t values (2)');
  expect(await apply()).toEqual(['0003-more']);
  expect(await apply()).toEqual([]);
  expect(await numbers()).toEqual([1, 2]);
});

test('a file may hold many statements, and files other than .sql are left out', async () => {
  write(
    '0001-create.sql',
    'create table t (n int); -- a comment; with a semicolon\ninsert into t values (1), (2);',
  );
  write('README.md', 'drop table t');
  expect(await apply()).toEqual(['0001-create']);
  expect(await numbers()).toEqual([1, 2]);
});

test('a file that fails is named, and the whole run is rolled back', async () => {
  write('0001-create.sql', 'create table t (n int)');
  await apply();
  write('0002-fill.sql', 'insert into t values (1)');
  write('0003-broken.sql', 'insert into t values (2); insert into nowhere values (3)');
  const failure = await apply().catch((error: unknown) => error);
  expect(failure).toMatchObject({
    message: '0003-broken could not be applied',
    cause: { message: expect.stringContaining('"nowhere" does not exist') },
  });
  expect(await numbers()).toEqual([]);
  write('0003-broken.sql', 'insert into t values (2)');
  expect(await apply()).toEqual(['0002-fill', '0003-broken']);
  expect(await numbers()).toEqual([1, 2]);
});

test('concurrent callers wait for each other, and each file is applied by one of them', async () => {
  write('0001-create.sql', 'create table t (n int)');
  write('0002-fill.sql', 'insert into t values (1); select pg_sleep(0.1)');
  const applied = await Promise.all([apply(), apply(), apply(), apply(), apply()]);
  expect(applied.flat().sort()).toEqual(['0001-create', '0002-fill']);
  expect(await numbers()).toEqual([1]);
});

test('files that a newer release has applied are ignored', async () => {
  write('0001-create.sql', 'create table t (n int)');
  write('0003-newer.sql', 'insert into t values (3)');
  await apply();
  rmSync(join(folder, '0003-newer.sql'));
  expect(await apply()).toEqual([]);
  expect(await numbers()).toEqual([3]);
});

test('a new file whose name sorts before an applied one is refused by name, and changes nothing', async () => {
  write('0001-create.sql', 'create table t (n int)');
  write('0003-fill.sql', 'insert into t values (3)');
  await apply();
  write('0002-late.sql', 'insert into t values (2)');
  const failure = await apply().catch((error: unknown) => error);
  expect(failure).toMatchObject({ cause: { message: expect.stringContaining('0002-late') } });
  expect(await numbers()).toEqual([3]);
});

test('a file that waits too long for a lock fails, and the error names the file', async () => {
  write('0001-create.sql', 'create table t (n int)');
  await apply();
  write('0002-widen.sql', "set local lock_timeout = '100ms'; alter table t add column m int");
  const holder = await db.transaction().execute(async (trx) => {
    await sql`lock table t in access share mode`.execute(trx);
    return apply().catch((error: unknown) => error);
  });
  expect(holder).toMatchObject({ message: '0002-widen could not be applied' });
  expect(await apply()).toEqual(['0002-widen']);
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function apply(): Promise<readonly string[]> {
  return applySqlFolder(db, pathToFileURL(`${folder}/`), { table: 'migration' });
}

async function numbers(): Promise<readonly number[]> {
  const { rows } = await sql<{ n: number }>`select n from t order by n`.execute(db);
  return rows.map(({ n }) => n);
}

async function createEmptyDatabase(): Promise<Kysely<unknown>> {
  const name = `sql_folder_${randomBytes(6).toString('hex')}`;
  const adminUrl = inject('postgresAdminUrl');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const options = { poolSize: 12, connectTimeoutMs: 5_000, statementTimeoutMs: 0, log };
  return createDatabase(createDatabasePool({ ...options, url: url.href }));
}
