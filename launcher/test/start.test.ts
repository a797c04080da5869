import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStatus } from '../../test/observe/status-stream.ts';
import { readDemoViewer } from '../src/services.ts';
import { freePorts } from './free-ports.ts';
import { areGone, createGraphLauncher, type GraphLauncher, subgraphs } from './graph-launcher.ts';
import { type Launched, launch } from './launch.ts';
import { findProcess, listDescendants, type Process } from './processes.ts';

const [first, second] = subgraphs;
if (first === undefined || second === undefined)
  throw new Error('These tests need a registry of two subgraphs.');
let launcher: GraphLauncher;
let graph: Launched;

beforeAll(async () => {
  launcher = await createGraphLauncher();
  graph = await launcher.start();
});

afterAll(async () => {
  graph.process.kill('SIGTERM');
  await graph.ended;
  launcher.remove();
});

test('when the graph answers, the launcher prints its addresses', () => {
  for (const line of [
    `:${launcher.variables.PORT}/desk/`,
    `:${launcher.variables.PORT}/explorer`,
    `:${launcher.variables.PORT}/graphql`,
    'npm run -s token',
    'query ',
  ]) {
    expect(graph.output()).toContain(line);
  }
});

test('with --observe the metrics of all processes are served, and the status page shows them', async () => {
  const port = Number(launcher.variables.METRICS_PORT);
  for (const [at, name] of ['gateway', ...subgraphs.map((subgraph) => subgraph.name)].entries())
    expect(graph.output()).toContain(`http://127.0.0.1:${port + at}/metrics  (${name})`);
  expect(graph.output()).toContain(`:${launcher.variables.PORT}/status`);
  const authorization = `Bearer ${await createDevelopmentToken({ dataDir: launcher.dataDir, viewer: readDemoViewer(), ttlSeconds: 60 })}`;
  const stream = await openStatus(`http://127.0.0.1:${launcher.variables.PORT}`, { authorization });
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
  const failed = launch('start.ts', [first.name], launcher.variables);
  expect(await failed.ended).toBe(1);
  expect(failed.output()).toContain(`Port ${launcher.variables[`${first.prefix}_PORT`]} is busy`);
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
  const failed = launch('start.ts', ['nothing'], launcher.variables);
  expect(await failed.ended).toBe(1);
  expect(failed.output()).toContain(`${first.name}, ${second.name}, gateway`);
});

test('a killed service restarts while the others keep answering', async () => {
  const killed = serviceProcess(first.name);
  process.kill(killed.pid, 'SIGKILL');
  expect(await launcher.answers()).toBe(true);
  expect(await launcher.isUp(second)).toBe(true);
  await graph.waitFor(`${first.name} ended by itself (SIGKILL): starting it again in 0.2 s`);
  await graph.waitFor(`${first.name} is back`);
  expect(serviceProcess(first.name).pid).not.toBe(killed.pid);
});

test('reset refuses while the graph runs, and for a database that is not embedded', async () => {
  const running = launch('reset.ts', [], launcher.variables);
  expect(await running.ended).toBe(1);
  expect(running.output()).toContain(`process ${graph.process.pid}`);
  const external = {
    ...launcher.variables,
    [`${first.prefix}_DATABASE_URL`]: 'postgres://somewhere.invalid/else',
  };
  const refused = launch('reset.ts', [], external);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`${first.prefix}_DATABASE_URL`);
});

test('SIGTERM stops everything and leaves no process behind', async () => {
  const all = [
    ...listDescendants(graph.process.pid ?? 0),
    findProcess(`port=${launcher.variables.POSTGRES_PORT}`),
  ];
  expect(all.length).toBeGreaterThan(subgraphs.length + 1);
  graph.process.kill('SIGTERM');
  expect(await graph.ended).toBe(0);
  expect(areGone(all)).toBe(true);
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

/**
 * Finds a service among the children of this launcher, since its command line is the same for every launcher.
 */
function serviceProcess(name: string): Process {
  const children = listDescendants(graph.process.pid ?? 0);
  const service = children.find(({ command }) => command.includes(`/${name}/src/main.ts`));
  if (service === undefined) throw new Error(`There is no process of ${name}.`);
  return service;
}
