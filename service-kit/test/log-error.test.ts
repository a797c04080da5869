import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { describeError } from '../src/log-error.ts';

test('the log of a database error names table and constraint, and no value of a row', async () => {
  const error = await failingStatement(`
    create temporary table people (email text constraint one_each unique);
    insert into people values ('ada@example.com'), ('ada@example.com')`);
  expect(Reflect.get(error, 'detail')).toContain('ada@example.com');
  const logged = describeError(error);
  expect(logged).toMatchObject({ code: '23505', table: 'people', constraint: 'one_each' });
  expect(JSON.stringify(logged)).not.toContain('ada@example.com');
});

test('the log of an error has no passwords of URLs and no tokens, also in its causes', () => {
  const cause = new Error('cannot connect to postgres://orders:hunter2@db:5432/orders');
  const error = new Error('header was: Authorization: Bearer eyJhbGciOi.eyJzdWIiOi.c2ln', { cause });
  const text = JSON.stringify(describeError(new AggregateError([error], 'all failed', { cause: error })));
  for (const secret of ['hunter2', 'eyJhbGciOi', 'eyJzdWIiOi']) expect(text).not.toContain(secret);
  expect(text).toContain('postgres://orders:[redacted]@db:5432/orders');
});

test('an error that is its own cause is logged', () => {
  const error = new Error('loop');
  error.cause = error;
  expect(JSON.stringify(describeError(error)).length).toBeLessThan(20_000);
});

async function failingStatement(sql: string): Promise<Error> {
  const client = new pg.Client(inject('postgresAdminUrl'));
  await client.connect();
  try {
    await client.query(sql);
  } catch (error) {
    if (error instanceof Error) return error;
  } finally {
    await client.end();
  }
  throw new Error('the statement must fail');
}
