import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { launch } from '../../launcher/test/launch.ts';
import { postOperation } from '../graph/answer.ts';
import { staff, userId } from '../graph/people.ts';
import { copyTree, type ProcessOutcome, type TreeCopy } from '../tree/copy-tree.ts';

let tree: TreeCopy;

beforeAll(() => {
  tree = copyTree();
});

afterAll(() => tree?.remove());

test.each([
  [[], 'takes one name, lower case words'],
  [['Reviews'], 'but is given "Reviews"'],
  [['../reviews'], 'but is given "../reviews"'],
  [['reviews', 'ratings'], 'but is given "reviews ratings"'],
  [['stock', '--type', 'Stock'], '--type must be what one of "stock" is called'],
  [
    ['reviews', '--type', 'my-review'],
    '--type must be the name of a GraphQL type in PascalCase, up to 60 characters, but is "my-review"',
  ],
  [['users'], 'subgraphs/users must not exist yet, but does'],
  [['gateways', '--type', 'Order'], 'The graph has Order, OrderConnection, OrderEdge, Query.order already'],
])('a name that does not fit is refused, and nothing is written: %j', async (args, message) => {
  const { code, stderr } = await create(...args);
  expect(stderr).toContain(message);
  expect(code).toBe(1);
  expect(readFileSync(join(tree.folder, 'schema/subgraphs.json'), 'utf8')).not.toContain('4003');
});

test('one command creates a subgraph that passes every check, whatever its name, and answers through the gateway', async () => {
  const made = await create('gift-cards');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(join(tree.folder, 'subgraphs/gift-cards/src/gift-card-store.ts'))).toBe(true);
  // Both are reserved words, one of TypeScript and one of SQL.
  for (const name of ['returns', 'references'])
    expect(await create(name)).toMatchObject({ code: 0, stderr: '' });
  expect(await create('stock', '--grpc')).toMatchObject({ code: 0, stderr: '' });
  const checks = [
    tree.run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']),
    tree.run('node_modules/@biomejs/biome/bin/biome', ['check', '.']),
    tree.run('node_modules/vitest/vitest.mjs', [
      'run',
      'subgraphs/gift-cards',
      'subgraphs/returns',
      'subgraphs/references',
      'subgraphs/stock',
      'test/architecture',
      'test/compose-file',
      'test/kubernetes-files',
      'test/kubernetes/manifests',
      '--project',
      'services',
    ]),
  ];
  for (const { code, stdout, stderr } of await Promise.all(checks)) expect(code, stdout + stderr).toBe(0);
  const answer = await startAndAsk(
    '{ me { name giftCards(first: 1) { nodes { text user { name } } } stock(first: 1) { nodes { text user { name } } } } }',
  );
  expect(answer.errors).toEqual([]);
  const { name, giftCards, stock } = answer.data.me;
  expect(stock.nodes).toEqual([{ text: expect.stringContaining('stock item'), user: { name } }]);
  expect(giftCards.nodes).toEqual([{ text: expect.stringContaining('gift card'), user: { name } }]);
}, 600_000);

function create(...args: readonly string[]): Promise<ProcessOutcome> {
  return tree.run('launcher/src/new-subgraph.ts', args);
}

async function startAndAsk(query: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-'));
  const subgraphs = ['USERS', 'ORDERS', 'GIFT_CARDS', 'RETURNS', 'REFERENCES', 'STOCK'];
  const names = ['PORT', 'POSTGRES_PORT', ...subgraphs.map((subgraph) => `${subgraph}_PORT`)];
  const ports = await freePorts(names.length);
  const variables = Object.fromEntries(names.map((name, index) => [name, String(ports[index])]));
  const graph = launch('start.ts', [], { DATA_DIR: dataDir, ...variables }, join(tree.folder, 'launcher'));
  try {
    await graph.waitFor('the graph answers', 90);
    const viewer = { subject: userId(1), scopes: new Set(staff.scopes) };
    const token = await createDevelopmentToken({ dataDir, viewer, ttlSeconds: 60 });
    return await postOperation(`http://127.0.0.1:${variables.PORT}/graphql`, token, { query });
  } finally {
    graph.process.kill('SIGTERM');
    await graph.ended;
    rmSync(dataDir, { recursive: true });
  }
}
