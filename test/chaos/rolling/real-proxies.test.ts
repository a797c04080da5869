import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../../graph/free-port.ts';
import { staff } from '../../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../../graph/production-keys.ts';
import { type StubServer, startStubServer } from '../../graph/stub-server.ts';
import { type RestartableService, startRestartable } from '../system/restartable-service.ts';
import { realProxies } from './real-proxies.ts';

let keys: ProductionKeys;
let users: StubServer;

beforeAll(async () => {
  keys = await createProductionKeys();
  users = await startStubServer();
  users.reply(200, '{"data":{"me":{"name":"Ada"}}}');
});

afterAll(async () => {
  await users.stop();
  keys.remove();
});

for (const { name, path, start } of realProxies) {
  test(`no request through ${name} fails while two gateways are restarted in turn${path === undefined ? ' (skipped: not installed)' : ''}`, {
    skip: path === undefined,
    timeout: 120_000,
  }, async () => {
    const ports = [await findFreePort(), await findFreePort()];
    const gateways = await Promise.all(ports.map(startGateway));
    const origin = await start(path ?? '', ports);
    const load = startLoad(origin, await keys.tokenOf(staff));
    for (const gateway of gateways) {
      await sleep(500);
      expect(await gateway.stop()).toBe(0);
      await gateway.start();
    }
    await sleep(500);
    const { 200: answered, ...others } = await load.stop();
    expect(others).toEqual({});
    expect(answered).toBeGreaterThan(100);
  });
}

async function startGateway(port: number): Promise<RestartableService> {
  const gateway = await startRestartable('gateway/src/main.ts', {
    ...keys.env,
    PORT: String(port),
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: users.url,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_MINUTE: '0',
    SHED_LAG_MS: '0',
    SHUTDOWN_DELAY_MS: '1000',
  });
  onTestFinished(() => gateway.kill());
  return gateway;
}

/** Sends POST requests, which no proxy may repeat, and counts them by status or failure. */
function startLoad(origin: string, token: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const outcomes: Record<string, number> = {};
  let stopped = false;
  const send = (): Promise<string> =>
    new Promise((resolve) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const outgoing = request(new URL('/graphql', origin), {
        agent,
        method: 'POST',
        headers,
        timeout: 20_000,
      });
      outgoing
        .once('error', (error) => resolve(error.message))
        .once('timeout', () => outgoing.destroy(new Error('no answer')))
        .once('response', (answer) => answer.resume().once('close', () => resolve(String(answer.statusCode))))
        .end('{"query":"{ me { name } }"}');
    });
  const client = async (): Promise<void> => {
    while (!stopped) {
      const outcome = await send();
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      await sleep(20);
    }
  };
  const clients = Array.from({ length: 8 }, client);
  return {
    stop: async () => {
      stopped = true;
      await Promise.all(clients);
      agent.destroy();
      return outcomes;
    },
  };
}
