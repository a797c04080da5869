import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { definition as usersDefinition } from '@supergraph/users/users-service.ts';
import pg from 'pg';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../graph/test-database.ts';
import { testEnvironment } from '../graph/test-environment.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-replicas-'));

afterAll(() => rmSync(dataDir, { recursive: true }));

test('five replicas that start together on an empty database migrate it once and insert the demo data once', async () => {
  const databaseUrl = await createTestDatabase('users');
  const replicas = await Promise.all([1, 2, 3, 4, 5].map(() => startReplica(databaseUrl)));
  for (const { url } of replicas) expect((await fetch(`${url}/ready`)).status).toBe(200);
  const filesOf = (folder: string) => readdirSync(new URL(folder, usersDefinition.folder)).length;
  expect(await contents(databaseUrl)).toEqual({
    users: 60,
    migrations: filesOf('migrations/'),
    demo: filesOf('demo/'),
  });
});

test('a start on a migrated database changes nothing, also not edited demo data', async () => {
  const databaseUrl = await createTestDatabase('users');
  await (await startReplica(databaseUrl)).stop();
  await query(databaseUrl, "delete from users where email like 'ada.%'");
  const before = await contents(databaseUrl);
  await startReplica(databaseUrl);
  expect(await contents(databaseUrl)).toEqual(before);
});

test('a database that a newer release has migrated is served unchanged', async () => {
  const databaseUrl = await createTestDatabase('users');
  await (await startReplica(databaseUrl)).stop();
  await query(databaseUrl, 'alter table users add column shoe_size integer');
  await query(databaseUrl, "insert into migration (name, timestamp) values ('9999-newer', now()::text)");
  const { url } = await startReplica(databaseUrl);
  expect((await fetch(`${url}/ready`)).status).toBe(200);
});

test('without DEMO_DATA no user is registered', async () => {
  const databaseUrl = await createTestDatabase('users');
  await startReplica(databaseUrl, 'off');
  expect(await query(databaseUrl, 'select count(*)::int as users from users')).toEqual([{ users: 0 }]);
});

async function startReplica(databaseUrl: string, demoData = 'on') {
  const replica = await startSubgraph(
    usersDefinition,
    readSubgraphConfig('users', {
      ...testEnvironment,
      DATA_DIR: dataDir,
      DEMO_DATA: demoData,
      USERS_PORT: '0',
      USERS_DATABASE_URL: databaseUrl,
    }),
  );
  onTestFinished(() => replica.stop());
  return replica;
}

async function contents(databaseUrl: string) {
  const [counts] = await query(
    databaseUrl,
    `select (select count(*)::int from users) as users,
            (select count(*)::int from migration) as migrations,
            (select count(*)::int from demo_data) as demo`,
  );
  return counts;
}

async function query(connectionString: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
