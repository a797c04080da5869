import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRegistry, repositoryRoot } from '@supergraph/schema/registry.ts';
import { expect, onTestFinished, test } from 'vitest';
import { spawnReplacement } from '../../launcher/src/development/replacement.ts';
import { endProcess, readReadyUrl, waitForMessage } from '../../launcher/src/service-process.ts';
import { freePorts, freePortsInARow } from '../../launcher/test/free-ports.ts';
import { launch } from '../../launcher/test/launch.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import { createTestFolder } from '../graph/test-folder.ts';

const subgraphs = readRegistry();

test('npm start gives each worker and each subgraph a port of its own for metrics', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'launcher-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const names = ['PORT', 'POSTGRES_PORT', ...subgraphs.map(({ name }) => `${name.toUpperCase()}_PORT`)];
  const ports = await freePorts(names.length);
  const first = await freePortsInARow(2 + subgraphs.length);
  const graph = launch('start.ts', [], {
    ...Object.fromEntries(names.map((name, index) => [name, String(ports[index])])),
    ...{ DATA_DIR: dataDir, WORKERS: '2', METRICS_PORT: String(first) },
  });
  onTestFinished(async () => {
    graph.process.kill('SIGTERM');
    await graph.ended;
  });
  await graph.waitFor('Ctrl-C stops everything.');
  const metricsPorts = Array.from({ length: 2 + subgraphs.length }, (_, index) => first + index);
  const texts = metricsPorts.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  for (const text of await Promise.all(texts)) expect(text).toMatch(/^process_[a-z_]+(\{.*\})? \d/m);
});

test('a gateway of workers asks for the port of a running one once a worker is ready to listen, and waits for it', async () => {
  const running = createServer().listen(0, '127.0.0.1');
  await once(running, 'listening');
  const { port } = running.address() as AddressInfo;
  const replacing = spawnReplacement([main], { ...gatewayEnvironment(supergraph), PORT: String(port) });
  onTestFinished(() => endProcess(replacing.child));
  await replacing.start();
  const ready = waitForMessage(replacing.child, readReadyUrl);
  replacing.listen();
  // The running one still drains.
  await sleep(300);
  running.close();
  expect((await fetch(`${await ready}/health`)).status).toBe(200);
});

test('a gateway of workers that cannot start does not ask for the port of a running one', async () => {
  const replacing = spawnReplacement([main], gatewayEnvironment('nowhere.graphql'));
  await expect(replacing.start()).rejects.toThrow('A worker could not start');
});

const main = fileURLToPath(new URL('gateway/src/main.ts', repositoryRoot));
const supergraph = fileURLToPath(new URL('schema/supergraph.graphql', repositoryRoot));

function gatewayEnvironment(sdlFile: string) {
  const subgraphUrls = { USERS_URL: 'http://127.0.0.1:1/graphql', ORDERS_URL: 'http://127.0.0.1:1/graphql' };
  const folders = { DATA_DIR: createTestFolder('workers-'), PATH: process.env.PATH };
  return { ...testEnvironment, ...subgraphUrls, ...folders, WORKERS: '2', PORT: '0', SUPERGRAPH: sdlFile };
}
