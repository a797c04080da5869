import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-safelist-reload-'));
const file = join(folder, 'data', 'manifest.json');
const first = 'query First { __typename }';
const second = 'query Second { __typename }';
const executed = { status: 200, body: { data: { __typename: 'Query' } } };
const refused = { status: 400, body: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }] } };
let gateway: TestGateway;

beforeAll(async () => {
  publish('v1', { first });
  gateway = await startTestGateway({ SAFELIST: 'enforce', SAFELIST_MANIFEST: file });
});

afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

test('a manifest that is replaced by a symbolic link is reloaded', async () => {
  expect(await ask('first')).toMatchObject(executed);
  publish('v2', { second });
  await expect.poll(() => ask('second')).toMatchObject(executed);
  expect(await ask('first')).toMatchObject(refused);
  expect(await postJson(gateway, { query: first })).toMatchObject({ status: 400 });
});

test('a malformed manifest is refused, /ready says so and stays 200, and the last good one stays', async () => {
  for (const [name, content, problem] of [
    ['v3', '{', 'must hold JSON that parses'],
    ['v4', '{}', 'must hold at least one operation'],
    [
      'v5',
      '{"operations":[],"format":"apollo-persisted-query-manifest","version":9}',
      'must have the format .+ version 9',
    ],
  ] as const) {
    publish(name, content);
    const warning = expect.stringMatching(
      new RegExp(`^SAFELIST_MANIFEST is refused, and the last good one stays in use: it ${problem}`),
    );
    await expect.poll(ready).toEqual({ status: 200, body: { status: 'ready', warnings: [warning] } });
    expect(await ask('second')).toMatchObject(executed);
  }
  publish('v5-good', { second });
  await expect.poll(ready).toEqual({ status: 200, body: { status: 'ready', warnings: undefined } });
});

test('while the file is missing the last good manifest stays, and no path is revealed', async () => {
  publish('v6-malformed', '{');
  await expect.poll(ready).toMatchObject({ body: { warnings: [expect.stringMatching(/must hold JSON/)] } });
  rmSync(join(folder, 'data'));
  await expect
    .poll(ready)
    .toMatchObject({ body: { warnings: [expect.stringMatching(/cannot be read \(ENOENT\)$/)] } });
  expect(await ask('second')).toMatchObject(executed);
  publish('v6', { first, second });
  await expect.poll(() => ask('first')).toMatchObject(executed);
  expect(await ready()).toEqual({ status: 200, body: { status: 'ready', warnings: undefined } });
});

/**
 * Publishes a version as Kubernetes does with a ConfigMap: a new folder, and a symbolic link that is moved to
 * it.
 */
function publish(version: string, manifest: unknown): void {
  mkdirSync(join(folder, version));
  writeFileSync(
    join(folder, version, 'manifest.json'),
    typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
  );
  symlinkSync(version, join(folder, 'next'));
  renameSync(join(folder, 'next'), join(folder, 'data'));
}

function ask(documentId: string) {
  return postJson(gateway, { documentId });
}

async function ready() {
  const response = await fetch(`${gateway.origin}/ready`);
  const { status, warnings } = await response.json();
  return { status: response.status, body: { status, warnings } };
}
