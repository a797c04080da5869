import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startWorkerGateway, type WorkerGateway } from './worker-gateway.ts';

/** Number of ended workers, in turn. */
const rounds = 4;
let keys: ProductionKeys;
let users: StubServer;

beforeAll(async () => {
  keys = await createProductionKeys();
  users = await startStubServer();
  users.reply(200, JSON.stringify({ data: { me: { name: 'Ada' } } }));
});

afterAll(async () => {
  await users.stop();
  keys.remove();
});

test('while workers end by SIGTERM in turn under load, no request fails', { timeout: 180_000 }, async () => {
  const gateway = await startWorkerGateway(keys, { USERS_URL: users.url, SHUTDOWN_DELAY_MS: '500' });
  const load = startLoad(gateway);
  await gateway.endWorkers('SIGTERM', rounds);
  const { answered, cutOff } = await load.stop();
  expect(answered).toBeGreaterThan(100);
  expect(cutOff).toBe(0);
});

test('while workers are killed in turn under load, the port stays open, and each query that was cut off succeeds when repeated', {
  timeout: 180_000,
}, async () => {
  const gateway = await startWorkerGateway(keys, { USERS_URL: users.url });
  const load = startLoad(gateway);
  await gateway.endWorkers('SIGKILL', rounds);
  const { answered, refused, cutOff, failedTwice } = await load.stop();
  expect(answered).toBeGreaterThan(100);
  expect({ refused, failedTwice }).toEqual({ refused: 0, failedTwice: 0 });
  // At most what was in flight: each client of the load has one request at a time.
  expect(cutOff).toBeLessThanOrEqual(rounds * clients);
});

test('connections that wait for a killed worker are served by another', async () => {
  const gateway = await startWorkerGateway(keys, { USERS_URL: users.url });
  const [first = 0, second = 0] = gateway.pids().values();
  for (const pid of [first, second]) process.kill(pid, 'SIGSTOP');
  const asked = Array.from({ length: 10 }, gateway.ask);
  // Long enough for all to be connected. If not, fewer of them wait.
  await sleep(300);
  process.kill(first, 'SIGKILL');
  process.kill(second, 'SIGCONT');
  expect(await Promise.all(asked)).toEqual(Array(10).fill(200));
});

test('a worker that hangs for a minute is killed and restarted, while the other one serves', {
  timeout: 240_000,
}, async () => {
  const { service, pids, ask } = await startWorkerGateway(keys, { USERS_URL: users.url });
  process.kill(pids().get(1) ?? 0, 'SIGSTOP');
  expect(await Promise.all(Array.from({ length: 10 }, ask))).toEqual(Array(10).fill(200));
  const messages = () => service.log().map(({ msg }) => msg);
  await expect.poll(messages, { timeout: 180_000 }).toContain('the worker serves again');
  expect(messages()).toContain('a worker hangs: killing it');
});

/** Clients of the load, each with a keep-alive connection. */
const clients = 4;

function startLoad({ origin, headers }: WorkerGateway) {
  const counts = { answered: 0, refused: 0, cutOff: 0, failedTwice: 0 };
  let isOver = false;
  const send = async (connection: HttpConnection): Promise<void> => {
    const { status, text } = await connection.send({ headers, body: '{"query":"{ me { name } }"}' });
    if (status !== 200) throw new Error(`${status} ${text}`);
    counts.answered += 1;
  };
  const run = async (): Promise<void> => {
    let connection = createHttpConnection(origin);
    while (!isOver) {
      await sleep(10);
      await send(connection).catch(async (error: unknown) => {
        counts.cutOff += 1;
        if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') counts.refused += 1;
        connection.close();
        connection = createHttpConnection(origin);
        // Right after a kill, the primary may not know yet that the worker is gone.
        await sleep(100);
        await send(connection).catch(() => {
          counts.failedTwice += 1;
        });
      });
    }
    connection.close();
  };
  const running = Array.from({ length: clients }, run);
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(running);
      return counts;
    },
  };
}
