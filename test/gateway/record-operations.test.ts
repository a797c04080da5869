import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { spawnService, stopService } from '../graph/service-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-record-'));
const file = join(folder, 'operations.json');
const SUPERGRAPH = new URL('schema/supergraph.graphql', repositoryRoot).pathname;
let keys: ProductionKeys;

beforeAll(async () => {
  keys = await createProductionKeys();
});

afterAll(() => {
  keys.remove();
  rmSync(folder, { recursive: true });
});

test('operations are counted without their values, and the counts survive a restart', async () => {
  const query =
    'query One { __typename } query Orders { order(id: "secret-4711") { id } orders(first: 4711, filter: { status: PAID, customerId: "secret" }) { totalCount } }';
  await whileRunning(async (ask) => {
    await ask({ query, operationName: 'Orders' });
    await ask({ query: query.replace('4711', '4712'), operationName: 'Orders' });
  });
  await whileRunning((ask) => ask({ query, operationName: 'Orders' }));
  const text = readFileSync(file, 'utf8');
  expect(text).not.toMatch(/secret|471/);
  const { operations } = JSON.parse(text);
  expect(operations).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      name: 'Orders',
      body: expect.stringContaining('orders(first: 0, filter: {status: PAID, customerId: ""})'),
      count: 3,
      lastUsed: new Date().toISOString().slice(0, 10),
    },
  ]);
});

test('refused operations are not recorded', async () => {
  const before = readFileSync(file, 'utf8');
  await whileRunning(async (ask) => {
    await ask({ query: '{ nothing }' });
    await ask({ query: '{ broken' });
  });
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test.each([
  ['{ "name": "precious" }', 'must name a file of recorded operations or a new file'],
  ['text', 'must name a file of recorded operations or a new file'],
])('a file with other content is not overwritten: %s', (content, problem) => {
  const other = join(folder, 'other');
  writeFileSync(other, content);
  expect(() => readGatewayConfig({ SUPERGRAPH, RECORD_OPERATIONS: other })).toThrow(problem);
});

test('a missing folder is named when the gateway starts', () => {
  const RECORD_OPERATIONS = join(folder, 'nowhere', 'operations.json');
  expect(() => readGatewayConfig({ SUPERGRAPH, RECORD_OPERATIONS })).toThrow(
    'RECORD_OPERATIONS must name a file in an existing folder',
  );
});

type Ask = (operation: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** Runs a gateway during `act`, until it has written all operations. */
async function whileRunning(act: (ask: Ask) => Promise<unknown>): Promise<void> {
  const gateway = spawnService('gateway/src/main.ts', {
    ...keys.env,
    PORT: '0',
    SUPERGRAPH,
    RECORD_OPERATIONS: file,
  });
  const url = `${await gateway.ready}/graphql`;
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${await keys.tokenOf(staff)}`,
  };
  try {
    await act((operation) =>
      fetch(url, { method: 'POST', headers, body: JSON.stringify(operation) }).then((reply) => reply.text()),
    );
  } finally {
    await stopService(gateway);
  }
}
