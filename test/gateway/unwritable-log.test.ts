import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';

let keys: ProductionKeys;

beforeAll(async () => {
  keys = await createProductionKeys();
});

afterAll(() => keys.remove());

// The beginning of /proc/self/mem cannot be written. Only Linux has these files.
for (const [code, file, mode] of [
  ['ENOSPC', '/dev/full', 'production'],
  ['EIO', '/proc/self/mem', 'production'],
  ['ENOSPC', '/dev/full', 'development'],
] as const) {
  test.runIf(existsSync(file))(
    `a ${mode} gateway whose log fails with ${code} serves, reports it on /ready, and stops cleanly`,
    async () => {
      const output = openSync(file, 'w');
      onTestFinished(() => closeSync(output));
      const { gateway, connection } = await startGateway(output, mode);
      await expectServing(connection, 20);
      await expectWarning(connection);
      await expectStop(gateway);
    },
  );
}

test('a gateway whose log fails with EPIPE serves, reports it on /ready, and stops cleanly', async () => {
  const { gateway, connection } = await startGateway('pipe');
  gateway.stdout?.destroy();
  await expectServing(connection, 20);
  await expectWarning(connection);
  await expectStop(gateway);
});

test('a gateway whose log is read slowly keeps serving, and logs the number of dropped lines', async () => {
  const { gateway, connection } = await startGateway('pipe');
  await expectServing(connection, 300);
  await expectWarning(connection);
  let log = '';
  gateway.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  await expect.poll(() => log.length).toBeGreaterThan(1_000_000);
  await expectServing(connection, 1);
  await expect.poll(() => log).toContain('log lines were dropped');
  const written = log.match(/"answered"/g)?.length ?? 0;
  const dropped = Number(/"lines":(\d+)/.exec(log)?.[1]);
  expect(written + dropped).toBe(301);
  expect(await readWarnings(connection)).toEqual([]);
  await expectStop(gateway);
});

test('a gateway with an unread log stops on SIGTERM', async () => {
  const { gateway, connection } = await startGateway('pipe');
  await expectServing(connection, 300);
  await expectStop(gateway);
});

async function startGateway(stdout: 'pipe' | number, mode = 'production') {
  const gateway = spawn(process.execPath, [fileURLToPath(new URL('gateway/src/main.ts', repositoryRoot))], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...keys.env,
      NODE_ENV: mode,
      PORT: '0',
      SHUTDOWN_DELAY_MS: '0',
      SHED_LAG_MS: '0',
      SUPERGRAPH: fileURLToPath(new URL('schema/supergraph.graphql', repositoryRoot)),
      USERS_URL: 'http://127.0.0.1:9/graphql',
      ORDERS_URL: 'http://127.0.0.1:9/graphql',
    },
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  });
  onTestFinished(() => void gateway.kill('SIGKILL'));
  const [message] = await once(gateway, 'message', { signal: AbortSignal.timeout(15_000) });
  const connection = createHttpConnection(String(Reflect.get(Object(message), 'url')));
  onTestFinished(() => connection.close());
  return { gateway, connection };
}

/** Sends requests that each log more than 8 KB, and expects answers. */
async function expectServing({ send }: HttpConnection, requests: number): Promise<void> {
  const path = `/${'x'.repeat(8_000)}`;
  for (let i = 0; i < requests; i += 1) expect((await send({ path })).status).toBe(404);
}

async function expectWarning(connection: HttpConnection): Promise<void> {
  expect(await readWarnings(connection)).toEqual([
    expect.stringMatching(/^The log cannot be written: \d+ lines were dropped.$/),
  ]);
}

async function readWarnings({ send }: HttpConnection): Promise<unknown> {
  const { status, json } = await send({ method: 'GET', path: '/ready' });
  expect(status).toBe(200);
  return json.warnings ?? [];
}

async function expectStop(gateway: ChildProcess): Promise<void> {
  const ended = once(gateway, 'exit', { signal: AbortSignal.timeout(10_000) });
  gateway.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}
