import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDevelopmentToken,
  createSigningKeys,
} from '@supergraph/service-kit/identity/development-keys.ts';
import { definition as users } from '@supergraph/users/users-service.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { type Launched, launch } from '../../launcher/test/launch.ts';
import { eventually } from '../../launcher/test/processes.ts';
import { type Answer, postOperation } from '../graph/answer.ts';
import { startLoneSubgraph } from '../graph/lone-subgraph.ts';
import { staff } from '../graph/people.ts';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-part-'));
const patience = 60;
let tree: TreeCopy;

beforeAll(() => {
  tree = copyTree();
});

afterAll(() => {
  tree?.remove();
  rmSync(folder, { recursive: true, maxRetries: 10, retryDelay: 200 });
});

test('with a mock of orders the graph answers with the real users, and follows the schema', async () => {
  const { graph, ask } = await start(['--watch', '--mock', 'orders']);
  await graph.waitFor('watching the sources', 120);
  const query =
    '{ me { name tier } orders(first: 3) { nodes { id total { amount } customer { name email } } } }';
  const { data, errors } = await ask(query);
  expect(errors).toEqual([]);
  expect(data.me.name).toBe('Ada Okafor');
  expect(data.orders.nodes).toHaveLength(3);
  for (const { customer } of data.orders.nodes) expect(customer.email).toMatch(/@example\.com$/);
  expect((await ask(query)).data).toEqual(data);
  const schema = join(tree.folder, 'subgraphs/orders/schema.graphql');
  const text = readFileSync(schema, 'utf8');
  writeFileSync(
    schema,
    text.replace('  total: Money!\n', '  total: Money!\n\n  "Gift note."\n  note: String!\n'),
  );
  const noted = await eventually(
    'the new field is answered',
    async () => {
      const answer = await ask('{ orders(first: 1) { nodes { note } } }').catch(() => undefined);
      return answer?.errors.length === 0 ? answer : undefined;
    },
    patience,
  );
  expect(noted.data.orders.nodes[0].note).toMatch(/^Note \d+$/);
  writeFileSync(schema, text);
}, 240_000);

test('a subgraph that is nothing but a schema is part of the graph', async () => {
  const folder = join(tree.folder, 'subgraphs/reviews');
  mkdirSync(folder);
  const schema = join(folder, 'schema.graphql');
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
  const text = `${link}\ntype User @key(fields: "id") { id: ID! reviews: [Review!]! }\ntype Review { text: String! }\n`;
  writeFileSync(schema, text);
  const registry = join(tree.folder, 'schema/subgraphs.json');
  const entries = JSON.parse(readFileSync(registry, 'utf8'));
  writeFileSync(registry, JSON.stringify([...entries, { name: 'reviews', port: 4003 }]));
  expect(await tree.run('schema/src/compose.ts')).toMatchObject({ code: 0 });
  const [port] = await freePorts(1);
  const { graph, ask } = await start(['--watch', '--mock', 'reviews'], { REVIEWS_PORT: String(port) });
  await graph.waitFor('watching the sources', 120);
  const { data, errors } = await ask('{ me { name reviews { text } } }');
  expect(errors).toEqual([]);
  expect(data.me.name).toBe('Ada Okafor');
  expect(data.me.reviews).toHaveLength(3);
  writeFileSync(schema, text.replace('{ text: String! }', '{ text: String! stars: Int! }'));
  await graph.waitFor('the graph answers with the new schema', patience);
  expect((await ask('{ me { reviews { stars } } }')).errors).toEqual([]);
  expect(graph.output()).not.toContain('resolver types cannot be generated');
  graph.process.kill('SIGTERM');
  await graph.ended;
  tree.restore();
}, 240_000);

test('with --only the other service is asked where it runs, with the schema that it has there', async () => {
  const { privateKey, publicKeys } = await createSigningKeys();
  const keys = {
    INTERNAL_PRIVATE_KEY_FILE: join(folder, 'private.json'),
    INTERNAL_PUBLIC_KEYS_FILE: join(folder, 'public.json'),
  };
  writeFileSync(keys.INTERNAL_PRIVATE_KEY_FILE, JSON.stringify(privateKey));
  writeFileSync(keys.INTERNAL_PUBLIC_KEYS_FILE, JSON.stringify(publicKeys));
  const staging = await startLoneSubgraph('users', users, {
    INTERNAL_PUBLIC_KEYS_FILE: keys.INTERNAL_PUBLIC_KEYS_FILE,
  });
  onTestFinished(() => staging.stop());
  await staging.sql("update users set name = 'Ada of staging' where name = 'Ada Okafor'");
  const schema = join(tree.folder, 'subgraphs/users/schema.graphql');
  const text = readFileSync(schema, 'utf8');
  // The tree is ahead of the service that runs.
  writeFileSync(
    schema,
    text.replace('  name: String! @', '  "Nickname."\n  nickname: String\n\n  name: String! @'),
  );
  const before = readFileSync(join(tree.folder, 'schema/supergraph.graphql'), 'utf8');
  const { graph, ask } = await start(['--watch', '--only', 'orders', '--rest', staging.url], keys);
  await graph.waitFor('watching the sources', 120);
  expect(graph.output()).toContain(`users runs at ${staging.url}`);
  expect(graph.output()).not.toContain('users is ready');
  const { data, errors } = await ask('{ me { name orders(first: 1) { totalCount } } }');
  expect(errors).toEqual([]);
  expect(data.me).toEqual({ name: 'Ada of staging', orders: { totalCount: expect.any(Number) } });
  expect((await ask('{ me { nickname } }')).errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(readFileSync(join(tree.folder, 'schema/supergraph.graphql'), 'utf8')).toBe(before);
  // Saving the schema of a service that runs elsewhere holds up no later change.
  writeFileSync(schema, text);
  const ordersSchema = join(tree.folder, 'subgraphs/orders/schema.graphql');
  const orders = readFileSync(ordersSchema, 'utf8');
  writeFileSync(
    ordersSchema,
    orders.replace('  total: Money!\n', '  total: Money!\n\n  "Gift note."\n  note: String\n'),
  );
  await graph.waitFor('the graph answers with the new schema', patience);
  expect((await ask('{ orders(first: 1) { nodes { note } } }')).errors).toEqual([]);
  writeFileSync(ordersSchema, orders);
}, 240_000);

/** Starts a part of the graph in the copy of the tree, until the end of the test. */
async function start(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const names = ['PORT', 'POSTGRES_PORT', 'USERS_PORT', 'ORDERS_PORT'];
  const ports = await freePorts(names.length);
  const variables = Object.fromEntries(names.map((name, index) => [name, String(ports[index])]));
  const env = { DATA_DIR: dataDir, ...variables, ...more };
  const graph: Launched = launch('start.ts', args, env, join(tree.folder, 'launcher'));
  onTestFinished(async () => {
    graph.process.kill('SIGTERM');
    await graph.ended;
  });
  const viewer = { subject: staff.subject, scopes: new Set(staff.scopes) };
  const token = await createDevelopmentToken({ dataDir, viewer, ttlSeconds: 3600 });
  const url = `http://127.0.0.1:${variables.PORT}/graphql`;
  return { graph, ask: (query: string): Promise<Answer> => postOperation(url, token, { query }) };
}
