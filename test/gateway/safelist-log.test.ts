import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { type ServiceProcess, spawnService, stopService } from '../graph/service-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-safelist-log-'));
let keys: ProductionKeys;
let gateway: ServiceProcess;
let url: string;

beforeAll(async () => {
  keys = await createProductionKeys();
  const manifest = join(folder, 'manifest.json');
  writeFileSync(
    manifest,
    JSON.stringify({
      good: 'query Good { __typename }',
      outdated: 'query Outdated { nothing }',
      broken: 'query Broken {',
      deep: `query Deep ${'{ a '.repeat(50)}${'}'.repeat(50)}`,
    }),
  );
  gateway = spawnService('gateway/src/main.ts', {
    ...keys.env,
    PORT: '0',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    SAFELIST: 'log',
    SAFELIST_MANIFEST: manifest,
    WARM_UP_OPERATIONS: manifest,
  });
  url = `${await gateway.ready}/graphql`;
});

afterAll(async () => {
  await stopService(gateway);
  keys.remove();
  rmSync(folder, { recursive: true });
});

test('an operation that is not in the list is logged once, and without its values', async () => {
  const query =
    'query Unknown { order(id: "secret-1") { id lines { quantity } } orders(first: 4711) { totalCount } }';
  for (let time = 0; time < 3; time += 1) await ask(query);
  await ask('query Good { __typename }');
  await ask('query Last { __typename }');
  const unknown = () => gateway.log().filter((line) => line.msg === 'an operation is not in the safelist');
  await expect.poll(unknown).toMatchObject([
    {
      level: 40,
      operations: ['Unknown'],
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      requestId: expect.any(String),
    },
    { operations: ['Last'] },
  ]);
  expect(unknown()[0]?.document).toContain('orders(first: 0)');
  expect(gateway.stdout()).not.toMatch(/secret-1|4711/);
});

test('listed operations that would be refused are named in the log, each with its reason', async () => {
  const told = () =>
    gateway.log().find((line) => String(line.msg).startsWith('registered operations would be refused'));
  await expect.poll(told).toMatchObject({
    count: 3,
    operations: [
      { id: 'outdated', reason: expect.stringContaining('Cannot query field "nothing"') },
      { id: 'broken', reason: expect.stringContaining('Syntax Error') },
      { id: 'deep', reason: expect.stringContaining('at most 30 levels of fields') },
    ],
  });
});

async function ask(query: string): Promise<void> {
  const authorization = `Bearer ${await keys.tokenOf(staff)}`;
  const headers = { 'content-type': 'application/json', authorization };
  await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
}
