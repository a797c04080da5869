import { repositoryRoot } from '@supergraph/schema/registry.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Answer, postOperation } from '../graph/answer.ts';
import { findLeaks } from '../graph/leaks.ts';
import { staff } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { runSql } from '../graph/run-sql.ts';
import { type ServiceProcess, spawnService, stopService } from '../graph/service-process.ts';
import { createTestDatabase } from '../graph/test-database.ts';

const main = 'launcher/src/monolith/main.ts';
let keys: ProductionKeys;
let databaseUrls: Readonly<Record<'users' | 'orders', string>>;
let monolith: ServiceProcess;
let origin: string;

beforeAll(async () => {
  keys = await createProductionKeys();
  databaseUrls = { users: await createTestDatabase('users'), orders: await createTestDatabase('orders') };
  monolith = start();
  origin = await monolith.ready;
});

afterAll(async () => {
  await stopService(monolith);
  keys.remove();
});

/** Starts the monolith in production mode, without the keys between processes. */
function start(): ServiceProcess {
  const { INTERNAL_PRIVATE_KEY_FILE: _private, INTERNAL_PUBLIC_KEYS_FILE: _public, ...env } = keys.env;
  return spawnService(main, {
    ...env,
    PORT: '0',
    DEMO_DATA: 'on',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_DATABASE_URL: databaseUrls.users,
    ORDERS_DATABASE_URL: databaseUrls.orders,
  });
}

async function ask(query: string, at = origin): Promise<Answer> {
  return postOperation(`${at}/graphql`, await keys.tokenOf(staff), { query });
}

test('in production one process answers across services without a key between them', async () => {
  const { data, errors } = await ask('{ orders(first: 3) { nodes { id customer { name tier } } } }');
  expect(errors).toEqual([]);
  expect(data.orders.nodes).toHaveLength(3);
  expect(data.orders.nodes[0].customer).toEqual({ name: expect.any(String), tier: expect.any(String) });
  expect((await fetch(`${origin}/ready`)).status).toBe(200);
});

test('without a configuration it exits with 78 and names each missing variable once', async () => {
  const refused = spawnService(main, { NODE_ENV: 'production', PORT: 'x', STATEMENT_TIMEOUT_MS: 'long' });
  expect(await refused.ended).toBe(78);
  const names = [...refused.stderr().matchAll(/^ {2}- (\w+) /gm)].map(([, name = '']) => name).sort();
  expect(names).toEqual(expect.arrayContaining(['ORDERS_DATABASE_URL', 'PORT', 'STATEMENT_TIMEOUT_MS']));
  expect(names).toEqual(expect.arrayContaining(['SUPERGRAPH', 'TOKEN_ISSUER', 'USERS_DATABASE_URL']));
  expect(new Set(names).size).toBe(names.length);
  expect(refused.stderr()).not.toMatch(/INTERNAL_|USERS_PORT|USERS_URL/);
});

test('a fault of one subgraph is masked and logged under its name with the request id, and the other answers', async () => {
  await runSql(databaseUrls.users, 'alter table users rename to away', []);
  onTestFinished(async () => void (await runSql(databaseUrls.users, 'alter table away rename to users', [])));
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await keys.tokenOf(staff)}`,
      'x-request-id': 'fault-in-one',
    },
    body: JSON.stringify({ query: '{ orders(first: 1) { nodes { id customer { name } } } }' }),
  });
  const { data, errors } = await response.json();
  expect(data.orders.nodes).toEqual([{ id: expect.any(String), customer: null }]);
  expect(errors).toMatchObject([{ extensions: { serviceName: 'users' } }]);
  expect(findLeaks({ data, errors })).toEqual([]);
  await expect
    .poll(() => monolith.log().filter(({ requestId }) => requestId === 'fault-in-one'))
    .toContainEqual(
      expect.objectContaining({
        service: 'users',
        err: expect.objectContaining({ message: expect.stringContaining('users') }),
      }),
    );
});

test('on SIGTERM it answers all accepted requests before it closes its databases, and exits with 0', async () => {
  const leaving = start();
  const at = await leaving.ready;
  const holder = new pg.Client({ connectionString: databaseUrls.users });
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query('begin; lock table users in access exclusive mode');
  const asked = ask('{ me { name } }', at);
  const waiting = 'select 1 from pg_locks where not granted and locktype = $1';
  await expect.poll(() => runSql(databaseUrls.users, waiting, ['relation'])).not.toEqual([]);
  leaving.process.kill('SIGTERM');
  await expect
    .poll(
      () =>
        fetch(`${at}/ready`).then(
          ({ status }) => status,
          () => 'refused',
        ),
      { interval: 10 },
    )
    .not.toBe(200);
  await holder.query('commit');
  expect((await asked).data.me.name).toEqual(expect.any(String));
  expect(await leaving.ended).toBe(0);
});

test('a missing database ends the start of the monolith, by the name of its variable', async () => {
  const gone = new URL(databaseUrls.orders);
  gone.pathname = '/nothing_of_this_name';
  const refused = spawnService(main, {
    ...keys.env,
    PORT: '0',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_DATABASE_URL: databaseUrls.users,
    ORDERS_DATABASE_URL: gone.href,
  });
  expect(await refused.ended).toBe(78);
  expect(refused.stderr()).toMatch(/ORDERS_DATABASE_URL: database "nothing_of_this_name" does not exist/);
});
