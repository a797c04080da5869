import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../launcher/test/free-ports.ts';
import { type Launched, launch } from '../../launcher/test/launch.ts';
import { eventually, listDescendants, type Process } from '../../launcher/test/processes.ts';
import { type Answer, postOperation } from '../graph/answer.ts';
import { staff, userId } from '../graph/people.ts';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';

const resolvers = 'subgraphs/users/src/resolvers.ts';
const schema = 'subgraphs/users/schema.graphql';
const generatedTypes = 'subgraphs/users/src/generated/resolvers.ts';
const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-'));
const patience = 60;

let tree: TreeCopy;
let graph: Launched;
let url: string;
let token: string;

beforeAll(async () => {
  tree = copyTree();
  const names = ['PORT', 'POSTGRES_PORT', 'USERS_PORT', 'ORDERS_PORT'];
  const ports = await freePorts(names.length);
  const variables = Object.fromEntries(names.map((name, index) => [name, String(ports[index])]));
  url = `http://127.0.0.1:${variables.PORT}/graphql`;
  graph = launch('start.ts', ['--watch'], { DATA_DIR: dataDir, ...variables }, join(tree.folder, 'launcher'));
  await graph.waitFor('watching the sources', 120);
  const viewer = { subject: userId(1), scopes: new Set(staff.scopes) };
  token = await createDevelopmentToken({ dataDir, viewer, ttlSeconds: 3600 });
}, 150_000);

afterAll(async () => {
  graph?.process.kill('SIGTERM');
  await graph?.ended;
  tree?.remove();
  rmSync(dataDir, { recursive: true, maxRetries: 10, retryDelay: 200 });
});

test('an edited resolver answers, and only its service is restarted', async () => {
  const others = ['orders', 'gateway'].map((name) => serviceProcess(name).pid);
  edit(resolvers, '    tier: (', `    name: ({ name }) => name.concat(', as edited'),\n    tier: (`);
  await answerWith('{ me { name } }', ({ data }) => data?.me?.name?.endsWith(', as edited'));
  expect(['orders', 'gateway'].map((name) => serviceProcess(name).pid)).toEqual(others);
  // The launcher reports the restart once the old process has ended, which may be after the first answer.
  await graph.waitFor('users restarted in', patience);
}, 120_000);

test('code that does not start is reported with its location, and the previous code keeps answering', async () => {
  const serving = serviceProcess('users').pid;
  edit(resolvers, `', as edited'),`, `', as edited') oops,`);
  const line =
    read(resolvers)
      .split('\n')
      .findIndex((text) => text.includes('oops')) + 1;
  await graph.waitFor(`users does not start: ${resolvers}:${line}: `, patience);
  await expect
    .poll(readWarnings, { timeout: patience * 1000 })
    .toEqual([expect.stringContaining(`${resolvers}:${line}: SyntaxError`)]);
  expect(serviceProcess('users').pid).toBe(serving);
  expect((await ask('{ me { name } }')).data.me.name).toContain(', as edited');
  edit(resolvers, `', as edited') oops,`, `', as repaired'),`);
  await answerWith('{ me { name } }', ({ data }) => data?.me?.name?.endsWith(', as repaired'));
}, 120_000);

test('the cause of an internal error is shown with its place, and logged once', async () => {
  const working = "name.concat(', as repaired')";
  const failing = "JSON.parse('no JSON')";
  edit(resolvers, working, failing);
  const line =
    read(resolvers)
      .split('\n')
      .findIndex((text) => text.includes(failing)) + 1;
  const { errors } = await answerWith('{ me { name } }', (answer) => answer.errors.length > 0);
  expect(errors[0]).toMatchObject({ path: ['me', 'name'], extensions: { code: 'INTERNAL_SERVER_ERROR' } });
  expect(errors[0]?.message).toMatch(new RegExp(`SyntaxError: .*no JSON.*${resolvers}:${line}:`));
  await graph.waitFor('unexpected failure', patience);

  expect(graph.output().match(/unexpected failure/g)).toHaveLength(1);
  edit(resolvers, failing, working);
  await answerWith('{ me { name } }', ({ errors }) => errors.length === 0);
}, 120_000);

test('a new field in a schema appears in the graph and in the resolver types', async () => {
  edit(
    schema,
    '  status: UserStatus!\n',
    '  status: UserStatus!\n\n  "Motto of the user."\n  motto: String\n',
  );
  await answerWith('{ me { motto } }', ({ errors }) => errors.length === 0);
  await graph.waitFor('generated the resolver types of users', patience);
  expect(read(generatedTypes)).toContain('motto?: Resolver<');
}, 120_000);

test('a schema that does not compose is reported with its location, and the previous graph keeps answering', async () => {
  const before = read('schema/supergraph.graphql');
  edit(schema, 'motto: String', 'motto: Strin');
  await graph.waitFor('The previous graph stays in service', patience);
  const line =
    read(schema)
      .split('\n')
      .findIndex((text) => text.includes('motto: Strin')) + 1;
  expect(graph.output()).toMatch(new RegExp(`Strin.*subgraphs/users/schema\\.graphql:${line}\\b`));
  expect((await ask('{ me { motto name } }')).errors).toEqual([]);
  expect(read('schema/supergraph.graphql')).toBe(before);
  await expect
    .poll(readWarnings, { timeout: patience * 1000 })
    .toEqual([expect.stringContaining(`subgraphs/users/schema.graphql:${line}`)]);
  edit(schema, 'motto: Strin', 'slogan: String');
  await answerWith('{ me { slogan } }', ({ errors }) => errors.length === 0);
  await expect.poll(readWarnings, { timeout: patience * 1000 }).toEqual([]);
}, 120_000);

test('a schema without a field that a resolver still has waits for the code, and the previous graph answers', async () => {
  edit(resolvers, '    tier: (', `    slogan: () => 'Onwards',\n    tier: (`);
  await answerWith('{ me { slogan } }', ({ data }) => data?.me?.slogan === 'Onwards');
  edit(schema, '\n  "Motto of the user."\n  slogan: String\n', '');
  await graph.waitFor(
    'Resolvers exist for types or fields that the schema does not have: User.slogan',
    patience,
  );
  expect((await ask('{ me { slogan } }')).data).toEqual({ me: { slogan: 'Onwards' } });
  await expect
    .poll(readWarnings, { timeout: patience * 1000 })
    .toEqual([expect.stringContaining('users does not start')]);
  edit(resolvers, `    slogan: () => 'Onwards',\n`, '');
  await answerWith('{ me { slogan } }', ({ errors }) => errors.length > 0);
  await answerWith('{ me { name } }', ({ errors }) => errors.length === 0);
}, 120_000);

test('an edit of code that all services share restarts all of them', async () => {
  const names = ['users', 'orders', 'gateway'];
  const before = names.map((name) => serviceProcess(name).pid);
  edit('service-kit/src/uuid.ts', '\n', '\n// As edited.\n');
  await graph.waitFor('gateway restarted in', patience);
  const areOthers = () =>
    names.every((name, index) => serviceProcess(name).pid !== before[index]) || undefined;
  await eventually('all services run in other processes', areOthers, patience);
  await answerWith('{ me { name orders { totalCount } } }', ({ errors }) => errors.length === 0);
}, 120_000);

function edit(path: string, found: string, replacement: string): void {
  const file = join(tree.folder, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(found);
  writeFileSync(file, text.replace(found, replacement));
}

function read(path: string): string {
  return readFileSync(join(tree.folder, path), 'utf8');
}

async function readWarnings(): Promise<readonly string[]> {
  const { warnings = [] } = await (await fetch(new URL('/ready', url))).json();
  return warnings;
}

function ask(query: string): Promise<Answer> {
  return postOperation(url, token, { query });
}

/**
 * Sends the query until the answer is as expected. The gateway refuses connections while its process changes.
 */
function answerWith(query: string, isWanted: (answer: Answer) => boolean): Promise<Answer> {
  const look = async () => {
    const answer = await ask(query).catch(() => undefined);
    return answer !== undefined && isWanted(answer) ? answer : undefined;
  };
  return eventually(`${query} is answered as wanted`, look, patience).catch((cause: unknown) => {
    throw new Error(graph.output(), { cause });
  });
}

/** Finds the serving process. A process that waits to replace it has an option before the main file. */
function serviceProcess(name: string): Process {
  const main = name === 'gateway' ? '/gateway/src/main.ts' : `/subgraphs/${name}/src/main.ts`;
  const children = listDescendants(graph.process.pid ?? 0).filter(({ command }) => command.includes(main));
  const [oldest] = children.sort((one, other) => one.pid - other.pid);
  if (oldest === undefined) throw new Error(`There is no process of ${name}.`);
  return oldest;
}
