import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { createSigningKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { definition as usersDefinition } from '@supergraph/users/users-service.ts';
import { expect, onTestFinished, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { staff } from '../graph/people.ts';
import { createProductionKeys } from '../graph/production-keys.ts';
import { spawnService, stopService } from '../graph/service-process.ts';
import { startTestSubgraph } from '../graph/start-test-subgraph.ts';
import { testEnvironment } from '../graph/test-environment.ts';

test('a gateway whose key a subgraph does not trust reports that in its log and on /ready, and no client is called unauthenticated', {
  timeout: 60_000,
}, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-refused-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const trusted = join(dataDir, 'trusted.json');
  const trust = (keys: unknown) => writeFileSync(trusted, JSON.stringify(keys), { mode: 0o600 });
  trust((await createSigningKeys()).publicKeys);
  const env = { ...testEnvironment, DATA_DIR: dataDir, DEMO_DATA: 'on', INTERNAL_PUBLIC_KEYS_FILE: trusted };
  const users = await startTestSubgraph('users', usersDefinition, env, dataDir);
  onTestFinished(() => users.stop());
  const keys = await createProductionKeys();
  onTestFinished(() => keys.remove());
  const gateway = spawnService('gateway/src/main.ts', {
    ...keys.env,
    PORT: '0',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: users.url,
    ORDERS_URL: 'http://127.0.0.1:9/graphql',
  });
  onTestFinished(() => stopService(gateway));
  const origin = await gateway.ready;
  const ask = async () =>
    postOperation(`${origin}/graphql`, await keys.tokenOf(staff), { query: '{ me { name } }' });
  const readWarnings = async () => (await (await fetch(`${origin}/ready`)).json()).warnings ?? [];

  expect(await readWarnings()).toEqual([]);
  expect(await ask()).toEqual({
    status: 200,
    data: { me: null },
    errors: [
      {
        message: 'The subgraph "users" does not accept requests from this gateway.',
        path: ['me'],
        extensions: { code: 'GATEWAY_REFUSED', serviceName: 'users' },
      },
    ],
  });
  expect(await readWarnings()).toEqual([
    expect.stringContaining('The subgraph "users" refuses this gateway'),
  ]);
  const told = () => gateway.log().find(({ code }) => code === 'GATEWAY_REFUSED');
  await expect.poll(told).toMatchObject({ level: 40, subgraph: 'users' });

  trust(keys.internal.publicKeys);
  await expect.poll(async () => (await ask()).data).toEqual({ me: { name: expect.any(String) } });
  expect(await readWarnings()).toEqual([]);
});
