import { randomBytes } from 'node:crypto';
import { subgraphFolder } from '@supergraph/schema/registry.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { escapeIdentifier } from 'pg';
import { afterAll, expect, inject, onTestFinished, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { staff } from '../graph/people.ts';
import { createProductionKeys } from '../graph/production-keys.ts';
import { runSql } from '../graph/run-sql.ts';
import { spawnService, stopService } from '../graph/service-process.ts';
import { createTestDatabase } from '../graph/test-database.ts';

const keys = await createProductionKeys();

afterAll(keys.remove);

test('a service with a role that owns nothing waits for the first run of the job, then reads and writes', async () => {
  const { owner, service, role } = await createRoles('users');
  const users = startService('users', service);
  await expect.poll(() => users.log().map(({ msg }) => msg)).toContain('waiting for the database');
  expect(await migrate('users', { url: owner, role })).toEqual({ code: 0, stderr: '' });
  const url = `${await users.ready}/graphql`;
  const token = await keys.internalTokenOf(staff, 'users');
  const registered = await postOperation(url, token, {
    query:
      'mutation { registerUser(input: { email: "new@example.com", name: "New" }) { ... on UserRegistered { user { name } } } }',
  });
  expect(registered).toMatchObject({ errors: [], data: { registerUser: { user: { name: 'New' } } } });
  expect(await runSql(owner, 'select type from outbox')).toEqual([{ type: 'user-registered' }]);
});

test('a service waits for the migrations of its release', async () => {
  const { owner, service, role } = await createRoles('users');
  await migrate('users', { url: owner, role });
  await runSql(owner, "delete from migration where name like '0002%'; alter table outbox rename to away");
  const users = startService('users', service);
  await expect.poll(() => users.log().map(({ msg }) => msg)).toContain('waiting for the migrations');
  await runSql(owner, "insert into migration (name, timestamp) values ('0002-create-outbox', now()::text)");
  expect((await fetch(`${await users.ready}/ready`)).status).toBe(200);
});

test.each(['users', 'orders'])('the role of the service %s cannot change its schema', async (subgraph) => {
  const { owner, service, role } = await createRoles(subgraph);
  await migrate(subgraph, { url: owner, role, demoData: 'on' });
  const owned = `select from pg_class where pg_get_userbyid(relowner) = $1`;
  expect(await runSql(owner, owned, [role])).toEqual([]);
  for (const statement of [
    'alter table outbox add column extra text',
    'drop table outbox',
    'truncate outbox',
    'create table extra (id int)',
    'create function extra() returns int language sql as $$ select 1 $$',
    'create schema extra',
    'create temporary table extra (id int)',
    'drop index outbox_by_transaction',
    'alter table outbox disable trigger all',
    'alter table outbox owner to current_user',
    "insert into migration (name, timestamp) values ('9999-x', '')",
    'delete from migration',
    `set role ${escapeIdentifier(new URL(owner).username)}`,
  ])
    expect([statement, await sqlStateOf(service, statement)]).toEqual([statement, expect.any(String)]);
  expect(await sqlStateOf(service, 'alter table outbox add column extra text')).toBe('42501');
});

test('tables of later migrations are open to the role of the service at once', async () => {
  const { owner, service, role } = await createRoles('users');
  await migrate('users', { url: owner, role });
  await runSql(owner, 'create table later (id int generated always as identity, name text)');
  await runSql(service, "insert into later (name) values ('a')");
  expect(await runSql(service, 'select id, name from later')).toEqual([{ id: 1, name: 'a' }]);
});

test('the job may run again, also twice at the same time', async () => {
  const { owner, role } = await createRoles('users');
  const runs = [1, 2].map(() => migrate('users', { url: owner, role, demoData: 'on' }));
  for (const run of [...(await Promise.all(runs)), await migrate('users', { url: owner, role })])
    expect(run).toEqual({ code: 0, stderr: '' });
});

test('a job whose role does not exist, or is the owner, fails and says why', async () => {
  const owner = await createTestDatabase('users');
  const missing = await migrate('users', { url: owner, role: 'nobody_of_this_name' });
  expect(missing).toEqual({ code: 1, stderr: 'role "nobody_of_this_name" does not exist\n' });
  const same = await migrate('users', { url: owner, role: new URL(owner).username });
  expect(same).toMatchObject({ code: 78, stderr: expect.stringContaining('USERS_SERVICE_ROLES must name') });
});

interface Roles {
  /** URLs of the same database. */
  readonly owner: string;
  readonly service: string;
  /** Role of the service. */
  readonly role: string;
}

async function createRoles(prefix: string): Promise<Roles> {
  const owner = await createTestDatabase(prefix);
  const role = `${prefix}-service-${randomBytes(6).toString('hex')}`;
  await runSql(inject('postgresAdminUrl'), `create role ${escapeIdentifier(role)} login password 'open'`);
  return { owner, role, service: Object.assign(new URL(owner), { username: role, password: 'open' }).href };
}

async function migrate(
  subgraph: string,
  {
    url,
    role,
    demoData = 'off',
  }: { readonly url: string; readonly role: string; readonly demoData?: string },
) {
  const prefix = variablePrefix(subgraph);
  const job = spawnService(new URL('src/migrate.ts', subgraphFolder(subgraph)).href, {
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    DEMO_DATA: demoData,
    [`${prefix}_DATABASE_URL`]: url,
    [`${prefix}_SERVICE_ROLES`]: role,
  });
  return { code: await job.ended, stderr: job.stderr() };
}

function startService(subgraph: string, url: string) {
  const prefix = variablePrefix(subgraph);
  const service = spawnService(`subgraphs/${subgraph}/src/main.ts`, {
    ...keys.env,
    MIGRATIONS: 'check',
    // No other service runs, so no events arrive.
    USERS_EVENTS_URL: 'http://127.0.0.1:9/events',
    ORDERS_EVENTS_URL: 'http://127.0.0.1:9/events',
    [`${prefix}_PORT`]: '0',
    [`${prefix}_DATABASE_URL`]: url,
  });
  onTestFinished(() => stopService(service));
  return service;
}

/** Returns the SQLSTATE with which a statement fails, or undefined if it does not. */
async function sqlStateOf(url: string, statement: string): Promise<string | undefined> {
  return runSql(url, statement).then(
    () => undefined,
    (error: Error) => ('code' in error ? String(error.code) : error.message),
  );
}
