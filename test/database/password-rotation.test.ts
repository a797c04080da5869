import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeIdentifier } from 'pg';
import { afterAll, expect, inject, onTestFinished, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { createDemoDatabase } from '../graph/demo-database.ts';
import { staff } from '../graph/people.ts';
import { createProductionKeys } from '../graph/production-keys.ts';
import { runSql } from '../graph/run-sql.ts';
import { spawnService, stopService } from '../graph/service-process.ts';
import { createTestFolder } from '../graph/test-folder.ts';

const keys = await createProductionKeys();

afterAll(keys.remove);

test('the login of a service to its database is replaced under load without a failed request', async () => {
  const owner = await createDemoDatabase('users');
  const admin = inject('postgresAdminUrl');
  const [role, next] = ['users', 'users_2'].map((name) => `${name}_${randomBytes(6).toString('hex')}`);
  const urlOf = (username = '') =>
    Object.assign(new URL(owner), { username, password: `of-${username}` }).href;
  const create = (name = '') =>
    `create role ${escapeIdentifier(name)} login password 'of-${name}' in role ${escapeIdentifier(new URL(owner).username)}`;
  await runSql(admin, create(role));
  const file = join(createTestFolder('password-'), 'url');
  writeFileSync(file, urlOf(role));
  const users = spawnService('subgraphs/users/src/main.ts', {
    ...{ ...keys.env, USERS_PORT: '0', USERS_DATABASE_URL_FILE: file },
    ORDERS_EVENTS_URL: 'http://127.0.0.1:9/events',
    ...{ SHED_LAG_MS: '0', DATABASE_CONNECT_TIMEOUT_MS: '60000', STATEMENT_TIMEOUT_MS: '60000' },
  });
  onTestFinished(() => stopService(users));
  const url = `${await users.ready}/graphql`;
  const token = await keys.internalTokenOf(staff, 'users');
  const ask = async () => (await postOperation(url, token, { query: '{ me { name } }' })).data?.me?.name;
  const loginsOf = async (): Promise<readonly unknown[]> => {
    const found = await runSql(
      admin,
      'select distinct usename from pg_stat_activity where usename = any($1)',
      [[role, next]],
    );
    return found.map(({ usename }) => usename);
  };
  expect(await ask()).toBe('Ada Okafor');
  expect(await loginsOf()).toEqual([role]);

  await runSql(admin, create(next));
  writeFileSync(`${file}.next`, urlOf(next));
  renameSync(`${file}.next`, file);
  await runSql(admin, `alter role ${escapeIdentifier(role ?? '')} nologin`);
  // More requests at a time than there are connections.
  const answers = await Promise.all(Array.from({ length: 40 }, ask));
  expect(new Set(answers)).toEqual(new Set(['Ada Okafor']));
  expect(await loginsOf()).toContain(next);

  await runSql(admin, 'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [role]);
  await expect.poll(loginsOf).toEqual([next]);
  expect(await ask()).toBe('Ada Okafor');
});
