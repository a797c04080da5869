import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { afterAll, expect, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { startTestGateway } from '../graph/test-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-large-manifest-'));
const file = join(folder, 'manifest.json');
const executed = { status: 200, body: { data: { __typename: 'Query' } } };

afterAll(() => rmSync(folder, { recursive: true }));

test('a document nested too deeply for the parser is refused, and the rest of the manifest is served', async () => {
  const levels = 30_000;
  const deep = `{ ${'a {'.repeat(levels)} a ${'}'.repeat(levels)} }`;
  publish({ deep, flat: '{ __typename }' });
  const gateway = await startTestGateway({ SAFELIST: 'enforce', SAFELIST_MANIFEST: file });
  expect(await postJson(gateway, { documentId: 'flat' })).toMatchObject(executed);
  expect(await postJson(gateway, { query: 'query { __typename }' })).toMatchObject(executed);
  for (const asked of [{ documentId: 'deep' }, { query: deep }])
    expect(await postJson(gateway, asked)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'MAX_NESTING_LIMIT' } }] },
    });
  await gateway.stop();
});

test('a manifest of 30 MB replaces another one without blocking the serving thread', async () => {
  publish({ first: '{ __typename }' });
  const gateway = await startTestGateway({ SAFELIST: 'enforce', SAFELIST_MANIFEST: file });
  const comment = '#'.repeat(1_500);
  const operations = Array.from({ length: 20_000 }, (_, i) => [
    `id${i}`,
    `query Q${i} { __typename } ${comment}`,
  ]);
  const text = publish(Object.fromEntries(operations));
  const longest = createTurnMeter();
  await expect.poll(() => postJson(gateway, { documentId: 'id19999' })).toMatchObject(executed);
  const turnMs = longest();
  // The work itself, measured as one turn of this thread. Garbage collections of other test files are far
  // shorter.
  const parseAll = (): void => {
    for (const document of Object.values(JSON.parse(text))) parse(String(document));
  };
  expect(turnMs).toBeLessThan(cpuMsOf(parseAll));
  expect(await postJson(gateway, { query: 'query Q7 { __typename }' })).toMatchObject(executed);
  expect((await postJson(gateway, { documentId: 'first' })).status).toBe(400);
  await gateway.stop();
});

function publish(manifest: Readonly<Record<string, string>>): string {
  const text = JSON.stringify(manifest);
  writeFileSync(`${file}.next`, text);
  renameSync(`${file}.next`, file);
  return text;
}

/**
 * Measures the longest turn of this thread's event loop in CPU time, which other processes do not lengthen.
 */
function createTurnMeter(): () => number {
  let [longest, last] = [0, cpuMs()];
  const timer = setInterval(() => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

function cpuMsOf(work: () => unknown): number {
  const before = cpuMs();
  work();
  return cpuMs() - before;
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
