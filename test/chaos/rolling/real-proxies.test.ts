import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../../graph/free-port.ts';
import { createHttpConnection, type WireRequest } from '../../graph/http-connection.ts';
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
  test(`no request through ${name} fails while two gateways are restarted in turn${note(path)}`, {
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

for (const { name, path, start } of realProxies) {
  test(`${name} repeats a request that was cut off if it is a GET or has an idempotency key, and no other${note(path)}`, {
    skip: path === undefined,
  }, async () => {
    const attempts = new Map<string, number>();
    const origin = await start(path ?? '', await startCuttingServers(attempts));
    const send = async (wire: WireRequest, cut: string) => {
      const id = `${wire.method ?? 'POST'} ${attempts.size}`;
      const connection = createHttpConnection(origin);
      const { status } = await connection.send({
        ...wire,
        headers: { ...wire.headers, 'x-id': id, 'x-cut': cut },
      });
      connection.close();
      return { status, attempts: attempts.get(id) };
    };
    // The end of a process closes its connections, or resets those with unread bytes.
    for (const cut of ['destroy', 'resetAndDestroy'] as const) {
      const keyed = { headers: { 'idempotency-key': '1' }, body: '{}' };
      expect(await send({ method: 'GET', path: '/graphql?query={me}' }, cut)).toEqual({
        status: 200,
        attempts: 2,
      });
      expect(await send(keyed, cut)).toEqual({ status: 200, attempts: 2 });
      expect(await send({ body: '{}' }, cut)).toEqual({ status: 502, attempts: 1 });
    }
  });

  test(`a WebSocket through ${name} reaches the gateway${note(path)}`, {
    skip: path === undefined,
  }, async () => {
    const port = await findFreePort();
    await startGateway(port);
    const origin = await start(path ?? '', [port, port]);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.close());
    const authorization = `Bearer ${await keys.tokenOf(staff)}`;
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
    const [{ data }] = await once(socket, 'message');
    expect(JSON.parse(data)).toMatchObject({ type: 'connection_ack' });
  });
}

function note(path: string | undefined): string {
  return path === undefined ? ' (skipped: not installed)' : '';
}

/** Starts two servers that cut off the first attempt of each request, and count the attempts. Returns their ports. */
async function startCuttingServers(attempts: Map<string, number>): Promise<readonly number[]> {
  const servers = await Promise.all([startStubServer(), startStubServer()]);
  for (const server of servers) {
    onTestFinished(() => server.stop());
    server.behave(async (request, response) => {
      const { 'x-id': id, 'x-cut': cut } = request.headers;
      for await (const _ of request);
      if (typeof id !== 'string') return void response.end();
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      if (attempt > 1) response.end();
      else if (cut === 'destroy') request.socket.destroy();
      else request.socket.resetAndDestroy();
    });
  }
  return servers.map(({ url }) => Number(new URL(url).port));
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
