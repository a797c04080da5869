import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegistry } from '@supergraph/schema/registry.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStatus } from '../../test/observe/status-stream.ts';
import { readDemoViewer } from '../src/services.ts';
import { freePorts, freePortsInARow } from './free-ports.ts';
import { type Launched, launch } from './launch.ts';
import { eventually, findProcess, listDescendants, listProcesses, type Process } from './processes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'launcher-'));
const subgraphs = readRegistry().map(({ name }) => ({ name, prefix: name.toUpperCase() }));
const [first, second] = subgraphs;
if (first === undefined || second === undefined)
  throw new Error('These tests need a registry of two subgraphs.');
let variables: Readonly<Record<string, string>> = {};
let graph: Launched;

beforeAll(async () => {
  const names = ['PORT', 'POSTGRES_PORT', ...subgraphs.map(({ prefix }) => `${prefix}_PORT`)];
  const ports = await freePorts(names.length);
  const METRICS_PORT = String(await freePortsInARow(1 + subgraphs.length));
  variables = {
    DATA_DIR: dataDir,
    METRICS_PORT,
    ...Object.fromEntries(names.map((name, i) => [name, String(ports[i])])),
  };
  graph = await start();
});

afterAll(async () => {
  graph.process.kill('SIGTERM');
  await graph.ended;
  rmSync(dataDir, { recursive: true });
});

test('when the graph answers, the launcher prints its addresses', () => {
  for (const line of [
    `:${variables.PORT}/desk/`,
    `:${variables.PORT}/explorer`,
    `:${variables.PORT}/graphql`,
    'npm run -s token',
    'query ',
  ]) {
    expect(graph.output()).toContain(line);
  }
});

test('with --observe the metrics of all processes are served, and the status page shows them', async () => {
  const port = Number(variables.METRICS_PORT);
  for (const [at, name] of ['gateway', ...subgraphs.map((subgraph) => subgraph.name)].entries())
    expect(graph.output()).toContain(`http://127.0.0.1:${port + at}/metrics  (${name})`);
  expect(graph.output()).toContain(`:${variables.PORT}/status`);
  const authorization = `Bearer ${await createDevelopmentToken({ dataDir, viewer: readDemoViewer(), ttlSeconds: 60 })}`;
  const stream = await openStatus(`http://127.0.0.1:${variables.PORT}`, { authorization });
  const { processes } = await stream.until(({ outboxes }) =>
    subgraphs.every(({ name }) => outboxes.some(({ service }) => service === name)),
  );
  expect(processes.map(({ name }) => name)).toEqual(['gateway', ...subgraphs.map(({ name }) => name)]);
  stream.close();
});

test('a busy port is an error that names it and its variable, before anything starts', async () => {
  const server = createServer();
  const [port = 0] = await freePorts(1);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const other = mkdtempSync(join(tmpdir(), 'launcher-'));
  const ports = Object.fromEntries(
    (await freePorts(subgraphs.length + 1)).map((free, i) => [
      `${subgraphs[i]?.prefix ?? 'POSTGRES'}_PORT`,
      String(free),
    ]),
  );
  const failed = launch('start.ts', [], { DATA_DIR: other, ...ports, PORT: String(port) });
  expect(await failed.ended).toBe(1);
  expect(failed.output()).toContain(`Port ${port} of 127.0.0.1 is busy`);
  expect(failed.output()).toContain('set PORT to');
  expect(failed.output()).not.toContain('PostgreSQL');
  server.close();
  rmSync(other, { recursive: true });
});

test('a second launcher names the port that the first one has', async () => {
  const failed = launch('start.ts', [first.name], variables);
  expect(await failed.ended).toBe(1);
  expect(failed.output()).toContain(`Port ${variables[`${first.prefix}_PORT`]} is busy`);
  expect(failed.output()).toContain(`${first.prefix}_PORT`);
});

test('every malformed variable is listed at once, and none is replaced by its default', async () => {
  const malformed = {
    PORT: '4000x',
    HOST: 'nowhere.',
    POSTGRES_PORT: '0',
    [`${first.prefix}_PORT`]: '70000',
    [`${second.prefix}_DATABASE_URL`]: 'mysql://secret@host/db',
  };
  const failed = launch('start.ts', [], malformed);
  expect(await failed.ended).toBe(78);
  for (const name of Object.keys(malformed)) expect(failed.output()).toContain(`- ${name} `);
  expect(failed.output()).not.toContain('secret');
});

test('two services on one port are refused by the names of their variables', async () => {
  const failed = launch('start.ts', [], {
    [`${first.prefix}_PORT`]: '5000',
    [`${second.prefix}_PORT`]: '5000',
  });
  expect(await failed.ended).toBe(78);
  expect(failed.output()).toContain(`${second.prefix}_PORT and ${first.prefix}_PORT must differ`);
});

test('only known services can be started alone', async () => {
  const failed = launch('start.ts', ['nothing'], variables);
  expect(await failed.ended).toBe(1);
  expect(failed.output()).toContain(`${first.name}, ${second.name}, gateway`);
});

test('a killed service restarts while the others keep answering', async () => {
  const killed = serviceProcess(first.name);
  process.kill(killed.pid, 'SIGKILL');
  expect(await answers(variables.PORT)).toBe(true);
  expect(await isUp(variables[`${second.prefix}_PORT`])).toBe(true);
  await graph.waitFor(`${first.name} ended by itself (SIGKILL): starting it again in 0.2 s`);
  await graph.waitFor(`${first.name} is back`);
  expect(serviceProcess(first.name).pid).not.toBe(killed.pid);
});

test('reset refuses while the graph runs, and for a database that is not embedded', async () => {
  const running = launch('reset.ts', [], variables);
  expect(await running.ended).toBe(1);
  expect(running.output()).toContain(`process ${graph.process.pid}`);
  const external = { ...variables, [`${first.prefix}_DATABASE_URL`]: 'postgres://somewhere.invalid/else' };
  const refused = launch('reset.ts', [], external);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`${first.prefix}_DATABASE_URL`);
});

test('after a kill -9 of the launcher the next start works', async () => {
  const left = listDescendants(graph.process.pid ?? 0);
  graph.process.kill('SIGKILL');
  graph = await start();
  expect(await answers(variables.PORT)).toBe(true);
  const services = left.filter(({ command }) => command.includes('main.ts'));
  expect(services).toHaveLength(subgraphs.length + 1);
  await eventually('the services of the killed launcher are gone', () => areGone(services) || undefined);
});

test('a start right after a stop waits until the earlier launcher has left', async () => {
  const leaving = graph;
  leaving.process.kill('SIGTERM');
  await leaving.waitFor('stopping');
  graph = await start();
  expect(await leaving.ended).toBe(0);
  expect(await answers(variables.PORT)).toBe(true);
});

test('SIGTERM stops everything and leaves no process behind', async () => {
  const all = [...listDescendants(graph.process.pid ?? 0), findProcess(`port=${variables.POSTGRES_PORT}`)];
  expect(all.length).toBeGreaterThan(subgraphs.length + 1);
  graph.process.kill('SIGTERM');
  expect(await graph.ended).toBe(0);
  expect(areGone(all)).toBe(true);
});

test('reset empties the databases, and the next start fills them again', async () => {
  const reset = launch('reset.ts', [], variables);
  expect(await reset.ended).toBe(0);
  graph = await start();
  expect(graph.output()).toContain('migrated the database');
  expect(await answers(variables.PORT)).toBe(true);
});

test('reset --all removes the files of PostgreSQL, and the next start creates them again', async () => {
  graph.process.kill('SIGINT');
  expect(await graph.ended).toBe(0);
  const reset = launch('reset.ts', ['--all'], variables);
  expect(await reset.ended).toBe(0);
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  graph = await start();
  expect(await answers(variables.PORT)).toBe(true);
});

test('one service can be started alone and shares the database server', async () => {
  graph.process.kill('SIGINT');
  expect(await graph.ended).toBe(0);
  const alone = launch('start.ts', [first.name], variables);
  graph = launch('start.ts', [second.name], variables);
  await Promise.all([alone.waitFor(`${first.name} is ready`), graph.waitFor(`${second.name} is ready`)]);
  alone.process.kill('SIGTERM');
  expect(await alone.ended).toBe(0);
  expect(await isUp(variables[`${second.prefix}_PORT`])).toBe(true);
  expect(findProcess(`port=${variables.POSTGRES_PORT}`).pid).toBeGreaterThan(0);
});

test('a service that refuses its configuration ends the start instead of being tried again', async () => {
  const refused = launch('start.ts', [first.name], { ...variables, LOG_LEVEL: 'loud' });
  expect(await refused.ended).toBe(78);
  expect(refused.output()).toContain(`${first.name} refuses its configuration`);
  expect(refused.output()).toContain('LOG_LEVEL');
  expect(await isUp(variables[`${second.prefix}_PORT`])).toBe(true);
});

test('if npm has no PostgreSQL for the platform, the error names the alternative', async () => {
  const platform =
    'data:text/javascript,Object.defineProperty(process,%22platform%22,%7Bvalue:%22sunos%22%7D)';
  const other = mkdtempSync(join(tmpdir(), 'launcher-'));
  const ports = { [`${first.prefix}_PORT`]: String((await freePorts(1))[0]), DATA_DIR: other };
  const failed = launch('start.ts', [first.name], { ...ports, NODE_OPTIONS: `--import=${platform}` });
  expect(await failed.ended).toBe(1);
  expect(failed.output()).toContain('no embedded PostgreSQL for sunos');
  expect(failed.output()).toContain(`${first.prefix}_DATABASE_URL`);
  expect(failed.output()).toContain('docker compose');
  rmSync(other, { recursive: true });
});

async function start(): Promise<Launched> {
  const launched = launch('start.ts', ['--observe'], variables);
  await launched.waitFor('Ctrl-C stops everything');
  return launched;
}

/**
 * Finds a service among the children of this launcher, since its command line is the same for every launcher.
 */
function serviceProcess(name: string): Process {
  const children = listDescendants(graph.process.pid ?? 0);
  const service = children.find(({ command }) => command.includes(`/${name}/src/main.ts`));
  if (service === undefined) throw new Error(`There is no process of ${name}.`);
  return service;
}

function areGone(processes: readonly Process[]): boolean {
  const running = new Set(listProcesses().map(({ pid }) => pid));
  return processes.every(({ pid }) => !running.has(pid));
}

async function isUp(port: string | undefined): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/health`)).ok;
}

async function answers(port: string | undefined): Promise<boolean> {
  const token = await createDevelopmentToken({ dataDir, viewer: readDemoViewer(), ttlSeconds: 60 });
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  return (await response.text()).includes('"Query"');
}
