import {
  createDatabase,
  createDatabasePool,
  type DatabasePool,
} from '@supergraph/service-kit/database/database.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase } from '../graph/test-database.ts';

const admin = new pg.Client(inject('postgresAdminUrl'));
let pool: DatabasePool;
let role: string;

beforeAll(async () => {
  await admin.connect();
  const url = await createTestDatabase('cancelled');
  role = new URL(url).username;
  await admin.query(`alter role "${role}" connection limit 1`);
  const log = createLog({ service: 'test', mode: 'development', level: 'error' });
  pool = createDatabasePool({ url, poolSize: 1, connectTimeoutMs: 5_000, statementTimeoutMs: 60_000, log });
});

afterAll(async () => {
  await pool.end();
  await admin.end();
});

test('a statement is cancelled in the database although its role may open no other connection', async () => {
  const client = new AbortController();
  const db = createDatabase(pool, { signal: client.signal, deadline: undefined });
  const sleeping = sql`select pg_sleep(60)`.execute(db);
  await expect.poll(readRunning).toEqual(['select pg_sleep(60)']);
  client.abort();
  await expect(sleeping).rejects.toMatchObject({ code: 'GATEWAY_TIMEOUT' });
  await expect.poll(readRunning).toEqual([]);
  expect((await sql`select 1 as one`.execute(createDatabase(pool))).rows).toEqual([{ one: 1 }]);
});

async function readRunning(): Promise<readonly string[]> {
  const text = `select query from pg_stat_activity where usename = $1 and state = 'active'`;
  const { rows } = await admin.query<{ readonly query: string }>(text, [role]);
  return rows.map(({ query }) => query);
}
