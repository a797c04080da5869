import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderId, staff } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

const run = promisify(execFile);
const packages = [
  '@modelcontextprotocol/inspector@2.12.0',
  '@redocly/openapi-core@2.64.0',
  '@usebruno/lang@0.39.0',
  'newman@6.2.2',
  'openapi-fetch@0.17.0',
  'openapi-typescript@7.13.0',
  'typescript@5.9.3',
];

let project: string;
let graph: TestGraph;
let origin: string;
let token: string;

beforeAll(async () => {
  const SAFELIST_MANIFEST = new URL('client/src/generated/persisted-query-manifest.json', repositoryRoot)
    .pathname;
  graph = await startTestGraph({
    gatewayEnv: { MCP: 'on', REST: 'on', SAFELIST: 'enforce', SAFELIST_MANIFEST },
  });
  origin = new URL(graph.url).origin;
  token = await graph.tokenOf(staff);
  project = await mkdtemp(join(tmpdir(), 'partner-tools-'));
  await write('package.json', JSON.stringify({ name: 'partner', private: true, type: 'module' }));
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags, ...packages], { cwd: project });
  const command = new URL('launcher/src/collections.ts', repositoryRoot).pathname;
  await node(command, '--url', origin, '--out', project, '--token', token);
}, 240_000);

afterAll(async () => {
  await graph?.stop();
  await rm(project, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFile(join(project, name), text);
const node = (...args: readonly string[]) => run(process.execPath, [...args], { cwd: project });

test("the OpenAPI document has no error by Redocly's recommended rules", async () => {
  await write(
    'lint.js',
    `import { createConfig, lint } from '@redocly/openapi-core';
const config = await createConfig({ extends: ['recommended'] });
console.log(JSON.stringify(await lint({ ref: process.argv[2], config })));`,
  );
  const { license: _, ...info } = JSON.parse(await readFile(join(project, 'openapi.json'), 'utf8')).info;
  await write('broken.json', JSON.stringify({ openapi: '3.1.0', info, paths: { '/a': { get: {} } } }));
  expect((await node('lint.js', 'broken.json')).stdout).toContain('operation-summary');
  const problems = JSON.parse((await node('lint.js', 'openapi.json')).stdout);
  const found = problems.map((problem: { readonly ruleId: string; readonly message: string }) => [
    problem.ruleId,
    problem.message,
  ]);
  expect(found).toEqual([]);
});

test('newman runs the Postman collection against the graph, and all requests pass', async () => {
  const report = join(project, 'report.json');
  const newman = join(project, 'node_modules/newman/bin/newman.js');
  const flags = ['--env-var', `token=${token}`, '--reporters', 'json', '--reporter-json-export', report];
  await node(newman, 'run', 'postman.json', ...flags);
  const { stats, failures } = JSON.parse(await readFile(report, 'utf8')).run;
  expect(failures).toEqual([]);
  expect(stats.requests).toMatchObject({ total: 5, failed: 0 });
  expect(stats.assertions).toMatchObject({ total: 10, failed: 0 });
});

test('Bruno reads each file of its folder as the request that it is', async () => {
  await write(
    'bruno.js',
    `import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const { bruToJsonV2 } = createRequire(import.meta.url)('@usebruno/lang');
console.log(JSON.stringify(process.argv.slice(2).map((file) => bruToJsonV2(readFileSync(file, 'utf8')))));`,
  );
  const names = (await readdir(join(project, 'bruno'))).filter((name) =>
    /^(?!collection).+\.bru$/.test(name),
  );
  const { stdout } = await node('bruno.js', ...names.map((name) => join('bruno', name)));
  const requests = JSON.parse(stdout);
  expect(requests).toHaveLength(5);
  for (const { meta, http } of requests) {
    expect(http.url).toMatch(new RegExp(`^{{baseUrl}}/api/${meta.name}`));
    expect(['get', 'post']).toContain(http.method);
  }
});

test('a client generated from the document compiles, and reads and writes the graph', async () => {
  const generator = join(project, 'node_modules/openapi-typescript/bin/cli.js');
  await node(generator, 'openapi.json', '-o', 'graph.ts');
  await write(
    'partner.ts',
    `import createClient from 'openapi-fetch';
import type { paths } from './graph.ts';
const [, , baseUrl, token, id] = process.argv as unknown as string[];
const graph = createClient<paths>({ baseUrl, headers: { authorization: 'Bearer ' + token } });
const found = await graph.GET('/api/findOrder', { params: { query: { id: id! } } });
const placed = await graph.POST('/api/placeOrder', { body: { lines: [{ sku: 'MUG-BLUE', quantity: 1 }] } });
const result = placed.data?.data.placeOrder;
// @ts-expect-error the parameter is required
await graph.GET('/api/findOrder', {}).catch(() => {});
const total: number | undefined = found.data?.data.order?.total.amount;
console.log(JSON.stringify([found.data?.data.order?.id, typeof total, result?.__typename]));`,
  );
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    rewriteRelativeImportExtensions: true,
    types: [],
    lib: ['es2022', 'dom', 'dom.iterable'],
  };
  await write('globals.d.ts', 'declare const process: { readonly argv: readonly string[] };');
  await write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['partner.ts', 'globals.d.ts'] }));
  const compiled = await node(join(project, 'node_modules/typescript/bin/tsc'), '--pretty', 'false').catch(
    (error: { readonly stdout: string }) => error,
  );
  expect(compiled.stdout).toBe('');
  const { stdout } = await node('partner.js', origin, token, orderId(1));
  expect(JSON.parse(stdout)).toEqual([orderId(1), 'number', 'OrderPlaced']);
});

test("the MCP inspector's checks of the tools find no error and no warning", async () => {
  const inspector = join(project, 'node_modules/.bin/mcp-inspector');
  const flags = ['--transport', 'http', '--method', 'tools/list', '--strict'];
  const header = ['--header', `Authorization: Bearer ${token}`];
  const { stdout, stderr } = await node(inspector, '--cli', `${origin}/mcp`, ...flags, ...header);
  expect(JSON.parse(stdout).tools).toHaveLength(6);
  expect(stderr).not.toMatch(/[Ww]arning|[Ee]rror/);
});
