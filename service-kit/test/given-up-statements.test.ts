import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import { createDatabase, createDatabasePool, type DatabasePool } from '../src/database/database.ts';
import { endless } from '../src/lifetime.ts';
import { createLog } from '../src/log.ts';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });
const requestEnded = { code: 'GATEWAY_TIMEOUT', message: expect.stringMatching('ended') };
let admin: pg.Client;

beforeAll(async () => {
  admin = new pg.Client({ connectionString: inject('postgresAdminUrl') });
  await admin.connect();
  return () => admin.end();
});

test('a statement is cancelled in the server when its caller disconnects', async () => {
  const client = new AbortController();
  const { db, pool, isRunning } = create(1);
  const running = sleepIn(db({ ...endless, signal: client.signal }));
  await expect.poll(isRunning).toBe(true);
  client.abort();
  await expect(running).rejects.toMatchObject(requestEnded);
  expect(await isRunning()).toBe(false);
  // The one connection has survived, and the cancellation affects no other statement.
  for (let i = 0; i < 20; i += 1) await sql`select pg_sleep(0.005)`.execute(createDatabase(pool));
});

test('a statement is cancelled in the server at the deadline', async () => {
  const { db, isRunning } = create(1);
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const running = sleepIn(db({ ...endless, deadline: performance.now() + 60_000 }));
  const failing = expect(running).rejects.toMatchObject(requestEnded);
  await expect.poll(isRunning).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  await failing;
  expect(await isRunning()).toBe(false);
});

test('no statement is sent after the caller has left, and a wait for a connection ends', async () => {
  const client = new AbortController();
  const { db, statements } = create(1);
  const first = sleepIn(db({ ...endless, signal: client.signal }));
  const second = sleepIn(db({ ...endless, signal: client.signal }));
  await expect.poll(() => statements).toHaveLength(1);
  client.abort();
  await expect(first).rejects.toMatchObject(requestEnded);
  await expect(second).rejects.toMatchObject(requestEnded);
  await expect(sleepIn(db({ ...endless, signal: client.signal }))).rejects.toMatchObject(requestEnded);
  await expect(sleepIn(db({ ...endless, deadline: performance.now() }))).rejects.toMatchObject(requestEnded);
  expect(statements).toHaveLength(1);
});

test('a transaction whose caller has left is rolled back, between its statements too', async () => {
  const client = new AbortController();
  const { db, pool, statements } = create(1);
  await sql`create temp table t (n int)`.execute(createDatabase(pool));
  const transaction = db({ ...endless, signal: client.signal })
    .transaction()
    .execute(async (trx) => {
      await sql`insert into t values (1)`.execute(trx);
      client.abort();
    });
  await expect(transaction).rejects.toMatchObject(requestEnded);
  expect(statements.at(-1)).toBe('rollback');
  expect((await sql`select * from t`.execute(createDatabase(pool))).rows).toEqual([]);
});

test('a server that disconnects during a transaction fails that transaction only', async () => {
  const { db, pool } = create(1);
  const transaction = db(endless)
    .transaction()
    .execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await admin.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await sql`select 1`.execute(trx);
    });
  await expect(transaction).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect((await sql`select 1 as n`.execute(createDatabase(pool))).rows).toEqual([{ n: 1 }]);
});

test('an idle transaction loses its locks after a time limit', async () => {
  const { db } = create(2, 300);
  const left = db(endless)
    .transaction()
    .execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(7)`.execute(trx);
      await sql`select pg_advisory_xact_lock(7)`.execute(db(endless)).catch(() => {});
      await sql`select pg_advisory_xact_lock(7)`.execute(db(endless));
      await sql`select 1`.execute(trx);
    });
  await expect(left).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

/** Creates a pool whose statements no other test runs. */
function create(poolSize: number, statementTimeoutMs = 60_000) {
  const statements: string[] = [];
  const name = `given_up_${Math.random().toString(36).slice(2)}`;
  const url = new URL(inject('postgresAdminUrl'));
  url.searchParams.set('application_name', name);
  const pool: DatabasePool = createDatabasePool({
    url: url.href,
    poolSize,
    connectTimeoutMs: 5_000,
    statementTimeoutMs,
    log,
    onStatement: (text) => statements.push(text),
  });
  onTestFinished(() => pool.end());
  const running = "select from pg_stat_activity where application_name = $1 and state = 'active'";
  return {
    pool,
    statements,
    db: (lifetime: Parameters<DatabasePool['connect']>[0]) => createDatabase<unknown>(pool, lifetime),
    isRunning: async () => ((await admin.query(running, [name])).rowCount ?? 0) > 0,
  };
}

function sleepIn(db: Kysely<unknown>): Promise<unknown> {
  return sql`select pg_sleep(30)`.execute(db);
}
