import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildPackage } from '@supergraph/launcher/build-package.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeSubgraphs } from '../../engine/test/kit/compose-subgraphs.ts';
import { type ServedSubgraph, serveSubgraph } from '../../engine/test/kit/serve-subgraph.ts';

const run = promisify(execFile);

const USERS = {
  typeDefs: 'type Query { me: User } type User @key(fields: "id") { id: ID! }',
  resolvers: { Query: { me: () => ({ id: '1' }) } },
};

const ORDERS = {
  typeDefs: 'type User @key(fields: "id") { id: ID! spent: Int }',
  resolvers: { User: { __resolveReference: (user: object) => user, spent: () => 5 } },
};

/** A user's JavaScript file: it prints the answer, and ends by itself when the server has stopped. */
const MAIN = `
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { createGateway } from '@supergraph/engine';

const supergraphSdl = readFileSync('supergraph.graphql', 'utf8');
const server = new ApolloServer({ gateway: createGateway({ supergraphSdl }) });
await server.start();
const { body } = await server.executeOperation({ query: '{ me { id spent } }' });
await server.stop();
console.log(JSON.stringify(body.singleResult));
`;

const COMMONJS = "const engine = require('@supergraph/engine'); console.log(typeof engine.createGateway);";

const TYPED = `
import { ApolloServer } from '@apollo/server';
import { createGateway, type GatewayOptions, type Subgraph, type SubgraphRequest } from '@supergraph/engine';

class CountingSubgraph implements Subgraph {
  count = 0;
  async execute({ query }: SubgraphRequest) {
    this.count += query.length;
    return { data: null };
  }
}
const options: GatewayOptions = {
  supergraphSdl: async ({ healthCheck }) => {
    await healthCheck('');
    return { supergraphSdl: '' };
  },
  createSubgraph: ({ name, url }) => (name === url ? new CountingSubgraph() : { execute: async () => ({ data: {} }) }),
};
export const server = new ApolloServer({ gateway: createGateway(options) });
// @ts-expect-error The types are there: a supergraph is no number.
createGateway({ supergraphSdl: 1 });
`;

let project: string;
let subgraphs: Readonly<Record<string, ServedSubgraph>>;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'engine-package-'));
  subgraphs = { users: await serveSubgraph(USERS), orders: await serveSubgraph(ORDERS) };
  const dist = await buildPackage('engine');
  const { stdout } = await run('npm', ['pack', dist, '--json', '--pack-destination', project]);
  const [{ filename }] = JSON.parse(stdout);
  const supergraphSdl = composeSubgraphs(
    { users: USERS, orders: ORDERS },
    (name) => subgraphs[name]?.url ?? '',
  );
  const files = {
    'package.json': JSON.stringify({ name: 'somebody', private: true, type: 'module' }),
    'supergraph.graphql': supergraphSdl,
    'main.js': MAIN,
    'main.cjs': COMMONJS,
    'typed.ts': TYPED,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
  const packages = [`./${filename}`, '@apollo/server@5.5.1', 'graphql@16.15.0', '@types/node@24.19.2'];
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--strict-peer-deps'];
  await run('npm', ['install', ...options, ...packages], { cwd: project });
}, 240_000);

afterAll(async () => {
  for (const subgraph of Object.values(subgraphs)) await subgraph.stop();
  await rm(project, { recursive: true, force: true });
});

const node = (...args: readonly string[]) => run(process.execPath, args, { cwd: project });

test('the engine, packed and installed beside Apollo Server, plans in its thread and answers from plain JavaScript', async () => {
  const { stdout, stderr } = await node('main.js');
  expect(JSON.parse(stdout)).toEqual({ data: { me: { id: '1', spent: 5 } } });
  expect(stderr).toBe('');
  expect(subgraphs.orders?.requests).toHaveLength(1);
});

test('the packed engine works in CommonJS too', async () => {
  expect((await node('main.cjs')).stdout.trim()).toBe('function');
});

test('the packed engine includes its types', async () => {
  const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--moduleResolution', 'nodenext'];
  const { stdout } = await node(
    compiler,
    ...options,
    '--target',
    'es2024',
    '--types',
    'node',
    'typed.ts',
  ).catch((error: { readonly stdout: string }) => error);
  expect(stdout).toBe('');
});

test('the packed engine declares its dependencies and licence, and contains no tests or sources', async () => {
  const folder = join(project, 'node_modules/@supergraph/engine');
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({
    license: 'MIT',
    types: './index.d.ts',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    peerDependencies: { graphql: expect.any(String) },
    engines: { node: expect.any(String) },
  });
  for (const own of ['private', 'devDependencies', 'scripts']) expect(manifest).not.toHaveProperty(own);
  const { stdout } = await run('find', ['.', '-type', 'f'], { cwd: folder });
  const files = stdout.trim().split('\n');
  expect(files).toEqual(
    expect.arrayContaining([
      './README.md',
      './LICENSE',
      './index.js',
      './index.d.ts',
      './planning/planner-worker.js',
    ]),
  );
  expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\./.test(file))).toEqual([]);
});
