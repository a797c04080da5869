import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  areGone,
  createGraphLauncher,
  type GraphLauncher,
  subgraphs,
} from '../../launcher/test/graph-launcher.ts';
import { type Launched, launch } from '../../launcher/test/launch.ts';
import { eventually, findProcess, listDescendants } from '../../launcher/test/processes.ts';

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

test('after a kill -9 of the launcher the next start works', async () => {
  const left = listDescendants(graph.process.pid ?? 0);
  graph.process.kill('SIGKILL');
  graph = await launcher.start();
  expect(await launcher.answers()).toBe(true);
  const services = left.filter(({ command }) => command.includes('main.ts'));
  expect(services).toHaveLength(subgraphs.length + 1);
  await eventually('the services of the killed launcher are gone', () => areGone(services) || undefined);
});

test('a start right after a stop waits until the earlier launcher has left', async () => {
  const leaving = graph;
  leaving.process.kill('SIGTERM');
  await leaving.waitFor('stopping');
  graph = await launcher.start();
  expect(await leaving.ended).toBe(0);
  expect(await launcher.answers()).toBe(true);
});

test('reset empties the databases, and the next start fills them again', async () => {
  graph.process.kill('SIGTERM');
  expect(await graph.ended).toBe(0);
  const reset = launch('reset.ts', [], launcher.variables);
  expect(await reset.ended).toBe(0);
  graph = await launcher.start();
  expect(graph.output()).toContain('migrated the database');
  expect(await launcher.answers()).toBe(true);
});

test('reset --all removes the files of PostgreSQL, and the next start creates them again', async () => {
  graph.process.kill('SIGINT');
  expect(await graph.ended).toBe(0);
  const reset = launch('reset.ts', ['--all'], launcher.variables);
  expect(await reset.ended).toBe(0);
  expect(existsSync(join(launcher.dataDir, 'postgres'))).toBe(false);
  graph = await launcher.start();
  expect(await launcher.answers()).toBe(true);
});

test('one service can be started alone and shares the database server', async () => {
  graph.process.kill('SIGINT');
  expect(await graph.ended).toBe(0);
  const alone = launch('start.ts', [first.name], launcher.variables);
  graph = launch('start.ts', [second.name], launcher.variables);
  await Promise.all([alone.waitFor(`${first.name} is ready`), graph.waitFor(`${second.name} is ready`)]);
  await alone.waitFor(`npm run -s token -- --for ${first.name}`);
  const explorer = `http://127.0.0.1:${launcher.variables[`${first.prefix}_PORT`]}/explorer`;
  expect(alone.output()).toContain(explorer);
  expect((await fetch(explorer)).status).toBe(200);
  alone.process.kill('SIGTERM');
  expect(await alone.ended).toBe(0);
  expect(await launcher.isUp(second)).toBe(true);
  expect(findProcess(`port=${launcher.variables.POSTGRES_PORT}`).pid).toBeGreaterThan(0);
});

test('a service that refuses its configuration ends the start instead of being tried again', async () => {
  const refused = launch('start.ts', [first.name], { ...launcher.variables, LOG_LEVEL: 'loud' });
  expect(await refused.ended).toBe(78);
  expect(refused.output()).toContain(`${first.name} refuses its configuration`);
  expect(refused.output()).toContain('LOG_LEVEL');
  expect(await launcher.isUp(second)).toBe(true);
});
