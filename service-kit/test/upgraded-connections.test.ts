import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { UpgradeHandler } from '../src/http/http-handler.ts';
import { HttpProblem } from '../src/http/http-problem.ts';
import { startHttpServer } from '../src/http/http-server.ts';
import { createLog } from '../src/log.ts';
import type { RunningService } from '../src/run-process.ts';

const switching = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';

/** Writes the received bytes back. */
const echo: UpgradeHandler = (_, { socket, head }) => {
  socket.write(switching);
  socket.write(head);
  socket.pipe(socket);
};

test('a route takes over the connection, with the bytes that came with the request', async () => {
  const server = await serve(echo);
  const client = open(server);
  client.write(`${upgradeTo('/live')}early `);
  await expect.poll(() => server.inFlight()).toBe(1);
  client.end('late');
  expect(await readAll(client)).toBe(`${switching}early late`);
  await expect.poll(() => server.inFlight()).toBe(0);
});

test('the request has its path, headers and id, and its signal aborts with the connection', async () => {
  const asked = Promise.withResolvers<Parameters<UpgradeHandler>[0]>();
  const server = await serve((request, { socket }) => {
    socket.resume().once('end', () => socket.end());
    asked.resolve(request);
  });
  const client = open(server);
  client.write(upgradeTo('/live?a=1'));
  const { path, search, headers, requestId, signal } = await asked.promise;
  expect([path, search, headers.upgrade, requestId]).toEqual(['/live', '?a=1', 'websocket', 'r1']);
  expect(signal.aborted).toBe(false);
  client.destroy();
  await expect.poll(() => signal.aborted).toBe(true);
});

test('a path without such a route answers by plain HTTP', async () => {
  const client = open(await serve(echo));
  client.write(upgradeTo('/none', 'upgrade, close'));
  expect(await readAll(client)).toMatch(/^HTTP\/1.1 404 .*"code":"NOT_FOUND"/s);
});

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// Node 24.9 is the first with `shouldUpgradeCallback`. Older ones hand the connection over in any case.
test.runIf(major > 24 || (major === 24 && minor >= 9))(
  'a path without such a route keeps the connection',
  async () => {
    const client = open(await serve(echo));
    client.write(upgradeTo('/plain'));
    await once(client, 'readable');
    expect(String(client.read())).toMatch(/^HTTP\/1.1 200 .*plain$/s);
    client.write(upgradeTo('/none', 'upgrade, close'));
    expect(await readAll(client)).toMatch(/^HTTP\/1.1 404 .*"code":"NOT_FOUND"/s);
  },
);

test('a request for another protocol is answered by plain HTTP', async () => {
  const client = open(await serve(echo));
  client.write(
    'POST /plain HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\ncontent-length: 2\r\n\r\n{}',
  );
  await once(client, 'readable');
  expect(String(client.read())).toMatch(/^HTTP\/1.1 200 .*plain$/s);
});

test('a handler refuses with a status and headers, then the connection is closed', async () => {
  const server = await serve(() => {
    throw new HttpProblem('UNAUTHENTICATED', 'No token.', { 'www-authenticate': 'Bearer' });
  });
  const client = open(server);
  client.write(upgradeTo('/live'));
  const answer = await readAll(client);
  expect(answer).toMatch(/^HTTP\/1.1 401 Unauthorized\r\n/);
  expect(answer).toMatch(/\r\nwww-authenticate: Bearer\r\n/);
  expect(answer).toMatch(/\r\nx-every: yes\r\n/);
  expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  expect(answer).toMatch(/"code":"UNAUTHENTICATED"/);
});

test('a handler that throws becomes 500, and the next connection is served', async () => {
  let asked = 0;
  const server = await serve((...upgrade) => {
    asked += 1;
    if (asked === 1) throw new Error('cannot');
    return echo(...upgrade);
  });
  const client = open(server);
  client.write(upgradeTo('/live'));
  expect(await readAll(client)).toMatch(/^HTTP\/1.1 500 .*INTERNAL_SERVER_ERROR/s);
  const next = open(server);
  next.end(`${upgradeTo('/live')}hello`);
  expect(await readAll(next)).toBe(`${switching}hello`);
});

test('a handler that throws after it wrote closes the connection without an HTTP answer', async () => {
  const server = await serve(async (_, { socket }) => {
    socket.write(switching);
    throw new Error('cannot go on');
  });
  const client = open(server);
  client.write(upgradeTo('/live'));
  expect(await readAll(client)).not.toMatch(/HTTP\/1.1 500/);
});

test('a reset of an upgraded connection ends that connection alone', async () => {
  const server = await serve(echo);
  const client = open(server);
  client.write(upgradeTo('/live'));
  await once(client, 'readable');
  client.resetAndDestroy();
  await expect.poll(() => server.inFlight()).toBe(0);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test('a server that stops tells upgraded connections, and waits until they have ended', async () => {
  const server = await serve(
    (request, { socket }) => {
      socket.write(switching);
      request.draining.addEventListener('abort', () => socket.end('goodbye'));
    },
    { drainMs: 60_000 },
  );
  const client = open(server);
  client.write(upgradeTo('/live'));
  const received = readAll(client);
  await expect.poll(() => server.inFlight()).toBe(1);
  await server.stop();
  expect(await received).toBe(`${switching}goodbye`);
});

test('a server that stops closes the remaining upgraded connections after its drain time', async () => {
  const server = await serve(echo);
  const client = open(server);
  client.write(upgradeTo('/live'));
  await once(client, 'readable');
  client.resume();
  const closed = once(client, 'close');
  await server.stop();
  await closed;
});

function upgradeTo(target: string, connection = 'upgrade'): string {
  return `GET ${target} HTTP/1.1\r\nhost: a\r\nx-request-id: r1\r\nconnection: ${connection}\r\nupgrade: websocket\r\n\r\n`;
}

async function serve(
  handler: UpgradeHandler,
  { drainMs = 200 }: { readonly drainMs?: number } = {},
): Promise<RunningService> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes: 64_000_000 },
    drainMs,
    log: createLog({ service: 'test', mode: 'test', level: 'silent' }),
    replyHeaders: () => ({ 'x-every': 'yes' }),
    routes: { '/plain': () => ({ status: 200, headers: {}, body: 'plain' }) },
    upgrades: { '/live': handler },
  });
  onTestFinished(() => server.stop());
  return server;
}

function open({ url }: RunningService): Socket {
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void client.destroy());
  return client.on('error', () => {});
}
