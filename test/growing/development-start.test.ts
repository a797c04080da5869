import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { type Launched, launch } from '../../launcher/test/launch.ts';
import { eventually } from '../../launcher/test/processes.ts';
import { postOperation } from '../graph/answer.ts';
import { staff, userId } from '../graph/people.ts';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';

const resolvers = 'subgraphs/users/src/resolvers.ts';
const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-'));
let tree: TreeCopy;
let graph: Launched;
let url: string;
let line: number;
let launchAgain: () => Promise<Launched>;

beforeAll(async () => {
  tree = copyTree();
  line = edit('    tier: (', '    oops oops,\n    tier: (');
  const names = ['PORT', 'POSTGRES_PORT', 'USERS_PORT', 'ORDERS_PORT'];
  const ports = await freePorts(names.length);
  const variables = Object.fromEntries(names.map((name, index) => [name, String(ports[index])]));
  url = `http://127.0.0.1:${variables.PORT}/graphql`;
  launchAgain = async () => {
    const env = { DATA_DIR: dataDir, ...variables };
    graph = launch('start.ts', ['--watch'], env, join(tree.folder, 'launcher'));
    await graph.waitFor('watching the sources', 120);
    return graph;
  };
  await launchAgain();
}, 150_000);

afterAll(async () => {
  graph?.process.kill('SIGTERM');
  await graph?.ended;
  tree?.remove();
  rmSync(dataDir, { recursive: true, maxRetries: 10, retryDelay: 200 });
}, 150_000);

test('code that has a syntax error from the beginning is reported with its location, once, and the rest of the graph answers', async () => {
  const problem = `users does not start: ${resolvers}:${line}: SyntaxError`;
  expect(graph.output().split(problem)).toHaveLength(2);
  expect(await readWarnings()).toEqual([expect.stringContaining(problem)]);
  expect(graph.output()).toContain('/explorer');
  expect((await ask('{ products(first: 1) { nodes { sku } } }')).errors).toEqual([]);
});

test('the service starts when the error is repaired', async () => {
  edit('    oops oops,\n', '');
  const repaired = async () => {
    const { data } = await ask('{ me { name } }');
    return data?.me?.name ?? undefined;
  };
  expect(await eventually('users answers', repaired, 60)).toBe('Ada Okafor');
  await expect.poll(readWarnings, { timeout: 60_000 }).toEqual([]);
}, 120_000);

test('Ctrl-C ends a graph of which a service does not start as any other', async () => {
  graph.process.kill('SIGTERM');
  await graph.ended;
  edit('    tier: (', '    oops oops,\n    tier: (');
  const broken = await launchAgain();
  broken.process.kill('SIGINT');
  expect(await broken.ended).toBe(0);
  expect(broken.output()).toContain('stopped');
}, 240_000);

/** Replaces a text of the resolvers. Returns the line at which it was found. */
function edit(found: string, replacement: string): number {
  const file = join(tree.folder, resolvers);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(found);
  writeFileSync(file, text.replace(found, replacement));
  return text.slice(0, text.indexOf(found)).split('\n').length;
}

async function readWarnings(): Promise<readonly string[]> {
  const { warnings = [] } = await (await fetch(new URL('/ready', url))).json();
  return warnings;
}

async function ask(query: string) {
  const viewer = { subject: userId(1), scopes: new Set(staff.scopes) };
  return postOperation(url, await createDevelopmentToken({ dataDir, viewer, ttlSeconds: 3600 }), { query });
}
