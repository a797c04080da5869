import { createServer } from 'node:net';
import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createDatabase, createDatabasePool } from '../src/database/database.ts';
import { createLog } from '../src/log.ts';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });

for (const [what, change] of Object.entries<(url: URL) => void | Promise<void>>({
  'on a port where nobody listens': (url) => {
    url.port = '9';
  },
  'on a host that does not exist': (url) => {
    url.hostname = 'database.invalid';
  },
  'that accepts connections and never answers': async (url) => {
    url.port = await listenSilently();
  },
  'with another password': (url) => {
    url.password = 'wrong';
  },
  'with an unknown role': (url) => {
    url.username = 'nobody_of_this_name';
  },
  'of an unknown name': (url) => {
    url.pathname = '/nothing_of_this_name';
  },
})) {
  test(`a statement for a database ${what} is SERVICE_UNAVAILABLE`, async () => {
    const url = new URL(inject('postgresAdminUrl'));
    await change(url);
    const db = open(url.href, 500);
    const failure = await sql`select 1`.execute(db).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(String(failure)).not.toMatch(/ECONN|127\.0\.0\.1|invalid|password|role/);
  });
}

for (const code of [
  '25006',
  '25P04',
  '40001',
  '40P01',
  '40003',
  '55P03',
  '55006',
  '58030',
  '58000',
  '53100',
  '57P03',
]) {
  test(`a statement that fails with ${code} is SERVICE_UNAVAILABLE`, async () => {
    const db = open(inject('postgresAdminUrl'), 5_000);
    const raise = sql.raw(`do $$ begin raise exception 'relation "x"' using errcode = '${code}'; end $$`);
    const failure = await raise.execute(db).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(String(failure)).not.toContain('relation');
    expect((await sql`select 1 as n`.execute(db)).rows).toEqual([{ n: 1 }]);
  });
}

test('a text with the character NUL is bad input in every statement', async () => {
  const db = open(inject('postgresAdminUrl'), 2_000);
  await expect(sql`select ${'a\0b'}::text`.execute(db)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
  });
});

test('a mistake in a statement is not SERVICE_UNAVAILABLE', async () => {
  const db = open(inject('postgresAdminUrl'), 2_000);
  await expect(sql`select nothing`.execute(db)).rejects.toMatchObject({ code: '42703' });
  await expect(sql`select lastval()`.execute(db)).rejects.toMatchObject({ code: '55000' });
});

test('an int8 is returned as a number, and one that is not exact as a number is an error', async () => {
  const db = open(inject('postgresAdminUrl'), 2_000);
  expect((await sql`select 9007199254740991::int8 as n`.execute(db)).rows).toEqual([{ n: 9007199254740991 }]);
  await expect(sql`select 9007199254740992::int8 as n`.execute(db)).rejects.toThrow(/beyond the exact range/);
  expect((await sql`select 1 as n`.execute(db)).rows).toEqual([{ n: 1 }]);
});

async function listenSilently(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' ? String(address?.port) : '';
}

/**
 * Opens one connection to a database, with a timeout for connecting and for statements. It is closed after
 * the test.
 */
function open(url: string, timeoutMs: number) {
  const limits = { connectTimeoutMs: timeoutMs, statementTimeoutMs: timeoutMs };
  const db = createDatabase(createDatabasePool({ url, poolSize: 1, ...limits, log }));
  onTestFinished(() => db.destroy());
  return db;
}
