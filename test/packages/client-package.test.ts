import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildPackage } from '@supergraph/launcher/build-package.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startTcpProxy } from '../chaos/system/tcp-proxy.ts';
import { orderId, staff, userId } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

const run = promisify(execFile);
const examples = ['apollo-client', 'plain-fetch'] as const;
const followers = ['follow-apollo-client', 'follow-graphql-ws', 'follow-graphql-sse'] as const;
const packages = [
  '@apollo/client@4.3.8',
  'graphql@16.15.0',
  'graphql-sse@2.6.1',
  'graphql-ws@6.4.2',
  'rxjs@7.8.2',
  '@types/node@24.19.2',
];
const options = {
  target: 'es2024',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  lib: ['es2024', 'dom'],
  types: ['node'],
  strict: true,
};

/** Beginning of each file of mistakes: an order as a component receives it, and one without its mask. */
const START = `
import { OrderRowFragmentDoc, OrdersPageDocument, PlaceOrderDocument, readFragment } from '@supergraph/client';
import type { OrdersPageQuery, PlaceOrderMutation, TypedDocumentNode } from '@supergraph/client';
declare function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: NoInfer<Variables>): Promise<Data>;
declare const node: OrdersPageQuery['orders']['nodes'][number];
const order = readFragment(OrderRowFragmentDoc, node);
`;

let project: string;
let graph: TestGraph;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'client-package-'));
  const dist = await buildPackage('client');
  const { stdout } = await run('npm', ['pack', dist, '--json', '--pack-destination', project]);
  const [{ filename }] = JSON.parse(stdout);
  await write('package.json', JSON.stringify({ name: 'somebody', private: true, type: 'module' }));
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--strict-peer-deps'];
  await run('npm', ['install', ...flags, `./${filename}`, ...packages], { cwd: project });
  for (const name of [...examples, ...followers])
    await cp(new URL(`client/examples/${name}.ts`, repositoryRoot), join(project, `${name}.ts`));
  graph = await startTestGraph({
    gatewayEnv: {
      SAFELIST: 'enforce',
      SAFELIST_REQUIRE_ID: 'on',
      SAFELIST_MANIFEST: join(project, 'node_modules/@supergraph/client/generated/persisted-documents.json'),
    },
  });
}, 240_000);

afterAll(async () => {
  await graph?.stop();
  await rm(project, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFile(join(project, name), text);

/** Compiles files of the plain project, and returns the compiler's output. */
async function compile(files: readonly string[], skipLibCheck = false): Promise<string> {
  const compilerOptions = { ...options, skipLibCheck };
  await write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
  const said = await run(process.execPath, [compiler, '--pretty', 'false'], { cwd: project }).catch(
    (error: { readonly stdout: string }) => error,
  );
  return said.stdout;
}

test('both examples compile in a plain project, and query an enforcing graph', async () => {
  // Apollo Client depends on types that do not compile by themselves. Ours are checked below.
  expect(
    await compile(
      examples.map((name) => `${name}.ts`),
      true,
    ),
  ).toBe('');
  const expected = await graph.orders.sql(
    'select status, total_amount, currency, customer_id from orders order by placed_at desc, id desc limit 3',
  );
  const lines = expected.map((row) => Object.values(row).join(' '));
  for (const name of examples) {
    const args = [`${name}.js`, graph.url, await graph.tokenOf(staff)];
    const { stdout, stderr } = await run(process.execPath, args, { cwd: project });
    expect(stdout.trim().split('\n'), name).toEqual(lines);
    expect(stderr, name).toBe('');
  }
}, 60_000);

test('each example of a subscription compiles in a plain project, and prints each change once, over broken connections too', async () => {
  expect(
    await compile(
      followers.map((name) => `${name}.ts`),
      true,
    ),
  ).toBe('');
  for (const name of followers) {
    const proxy = await startTcpProxy(Number(new URL(graph.url).port));
    onTestFinished(proxy.stop);
    const printed = await followWith(name, `http://127.0.0.1:${proxy.port}/graphql`);
    // Nothing but an event shows that an example has subscribed.
    const changeAndRead = () => changeOrder(1).then(printed);
    await expect.poll(changeAndRead, { interval: 500, message: name }).toContain(orderId(1));
    proxy.behave({ kind: 'refuse' });
    for (const order of [2, 3, 2]) await changeOrder(order);
    proxy.behave({ kind: 'pass' });
    const others = () => printed().filter((id) => id !== orderId(1));
    await expect.poll(others, { message: name }).toHaveLength(3);
    await changeOrder(4);
    await expect.poll(others, { message: name }).toEqual([2, 3, 2, 4].map(orderId));
  }
}, 120_000);

/** Starts an example, and returns a function that reads the ids of the orders that it has printed. */
async function followWith(name: string, url: string): Promise<() => readonly string[]> {
  const args = [`${name}.js`, url, await graph.tokenOf(staff)];
  const example = spawn(process.execPath, args, { cwd: project, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    example.kill();
  });
  let output = '';
  example.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return () => [...output.matchAll(/^(\S+) (?:PAID|SHIPPED)$/gm)].map(([, id = '']) => id);
}

async function changeOrder(order: number): Promise<void> {
  const status = "case status when 'PAID' then 'SHIPPED' else 'PAID' end";
  await graph.orders.sql(`update orders set status = ${status} where id = $1`, [orderId(order)]);
}

test('an example prints the error of the graph', async () => {
  const failed = await run(process.execPath, ['plain-fetch.js', graph.url, 'nonsense'], {
    cwd: project,
  }).catch((error: { readonly stderr: string }) => error);
  expect(failed.stderr).toMatch(/token/);
});

const mistakes = [
  ['order.statsu;', "TS2551: Property 'statsu' does not exist"],
  ['node.status;', "TS2339: Property 'status' does not exist"],
  ['order.customer.id;', "TS18047: 'order.customer' is possibly 'null'."],
  ['order.customer?.name;', "TS2339: Property 'name' does not exist"],
  ['const day: Date = order.placedAt;', "TS2322: Type 'string' is not assignable to type 'Date'."],
  ['const amount: string = order.total.amount;', "TS2322: Type 'number' is not assignable to type 'string'."],
  ["if (order.status === 'SENT') {}", 'TS2367: This comparison appears to be unintentional'],
  [
    "ask(OrdersPageDocument, { first: 'three' });",
    "TS2322: Type 'string' is not assignable to type 'number'.",
  ],
  [
    'ask(OrdersPageDocument, { first: 3, afetr: null });',
    "TS2561: Object literal may only specify known properties, but 'afetr' does not exist",
  ],
  ['ask(OrdersPageDocument, {});', "TS2741: Property 'first' is missing in type '{}'"],
  [
    "ask(OrdersPageDocument, { first: 3, filter: { status: 'SENT' } });",
    `TS2322: Type '"SENT"' is not assignable to type 'OrderStatus | null | undefined'.`,
  ],
  [
    "ask(PlaceOrderDocument, { input: { lines: [{ sku: 'A' }], idempotencyKey: 'k' } });",
    "TS2741: Property 'quantity' is missing",
  ],
  [
    "const sku = (is: PlaceOrderMutation['placeOrder']) => is.order;",
    "TS2339: Property 'order' does not exist",
  ],
] as const;

test('a wrong field, a wrong variable and an unhandled null do not compile, each for its own reason', async () => {
  const files = mistakes.map((_, index) => `mistake-${index}.ts`);
  for (const [index, [mistake]] of mistakes.entries())
    await write(files[index] ?? '', `${START}${mistake}\nexport {};\n`);
  const line = START.split('\n').length;
  const said = (await compile(files))
    .split('\n')
    .filter((text) => text !== '' && !text.startsWith(' '))
    .map((text) => text.replace(/,\d+\): error /, '): '));
  const expected = mistakes.map(([, diagnostic], index) =>
    expect.stringContaining(`mistake-${index}.ts(${line}): ${diagnostic}`),
  );
  expect(said.toSorted(byNumber)).toEqual(expected);
}, 60_000);

function byNumber(one: string, other: string): number {
  return (
    Number.parseInt(one.slice('mistake-'.length), 10) - Number.parseInt(other.slice('mistake-'.length), 10)
  );
}

test('the same files without mistakes compile', async () => {
  const right = `
    order.customer?.id.toUpperCase();
    ask(OrdersPageDocument, { first: 3, filter: { status: 'PAID', customerId: '${userId(1)}' } });
    ask(PlaceOrderDocument, { input: { lines: [{ sku: 'A', quantity: 1 }], idempotencyKey: 'k' } });
    export const id = (is: PlaceOrderMutation['placeOrder']) => (is.__typename === 'OrderPlaced' ? is.order.id : is.message);`;
  await write('right.ts', `${START}${right}`);
  expect(await compile(['right.ts'])).toBe('');
});

test('the package has JavaScript, types, manifests and its dependencies, and no sources', async () => {
  const folder = join(project, 'node_modules/@supergraph/client');
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({
    license: 'MIT',
    peerDependencies: { graphql: expect.any(String) },
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './persisted-documents.json': './generated/persisted-documents.json',
      './persisted-query-manifest.json': './generated/persisted-query-manifest.json',
    },
  });
  expect(manifest).not.toHaveProperty('private');
  const { stdout } = await run('find', ['.', '-type', 'f'], { cwd: folder });
  const files = stdout.trim().split('\n');
  expect(files).toEqual(expect.arrayContaining(['./index.js', './index.d.ts', './LICENSE']));
  expect(files.filter((file) => /(?<!\.d)\.ts$|\.tsx|\.test\./.test(file))).toEqual([]);
});

test('both manifests list the same operations by the hash of their text', async () => {
  const read = async (name: string) =>
    JSON.parse(await readFile(join(project, `node_modules/@supergraph/client/generated/${name}`), 'utf8'));
  const documents: Readonly<Record<string, string>> = await read('persisted-documents.json');
  const { format, version, operations } = await read('persisted-query-manifest.json');
  expect({ format, version }).toEqual({ format: 'apollo-persisted-query-manifest', version: 1 });
  const listed = operations.map(({ id, body }: { id: string; body: string }) => [`sha256:${id}`, body]);
  expect(Object.fromEntries(listed)).toEqual(documents);
  for (const { id, body, name } of operations) {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
    expect(id, name).toBe(Buffer.from(hash).toString('hex'));
  }
});
