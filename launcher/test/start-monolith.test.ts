import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { expect, onTestFinished, test } from 'vitest';
import { readDemoViewer } from '../src/services.ts';
import { freePorts } from './free-ports.ts';
import { launch } from './launch.ts';
import { listDescendants, listProcesses } from './processes.ts';

test('the whole graph starts as one process on one port, with demo data and pages, and leaves nothing behind', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'launcher-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const [port = 0, postgresPort = 0] = await freePorts(2);
  const graph = launch('start.ts', ['monolith'], {
    DATA_DIR: dataDir,
    PORT: String(port),
    POSTGRES_PORT: String(postgresPort),
  });
  onTestFinished(async () => {
    graph.process.kill('SIGTERM');
    await graph.ended;
  });
  await graph.waitFor('Ctrl-C stops everything');
  const services = listDescendants(graph.process.pid ?? 0).filter(({ command }) =>
    command.includes('main.ts'),
  );
  expect(services).toMatchObject([{ command: expect.stringContaining('/launcher/src/monolith/main.ts') }]);
  const token = await createDevelopmentToken({ dataDir, viewer: readDemoViewer(), ttlSeconds: 60 });
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  expect((await fetch(`http://127.0.0.1:${port}/explorer`)).status).toBe(200);
  graph.process.kill('SIGTERM');
  expect(await graph.ended).toBe(0);
  const running = new Set(listProcesses().map(({ pid }) => pid));
  expect(services.filter(({ pid }) => running.has(pid))).toEqual([]);
}, 60_000);
