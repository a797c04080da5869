import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer as readAll } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../src/http/http-server.ts';
import { createLog } from '../src/log.ts';
import type { RunningService } from '../src/run-process.ts';

/** More than the kernel buffers for a connection. */
const large = Buffer.alloc(32_000_000, 'x');

test('a server that stops waits for the client that still reads its answer', async () => {
  const server = await serve({});
  const client = open(server);
  client.pause();
  client.write('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
  await expect.poll(() => server.inFlight()).toBe(1);
  await once(client, 'readable');
  const stopped = server.stop();
  await isRefused(server);
  const received = await readAll(client);
  expect(received.subarray(received.indexOf('\r\n\r\n') + 4).equals(large)).toBe(true);
  await stopped;
});

test('a server that stops waits no longer than its drain time for a client that reads nothing', async () => {
  const server = await serve({ drainMs: 300 });
  const client = open(server);
  client.pause();
  client.write('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
  await expect.poll(() => server.inFlight()).toBe(1);
  const closed = once(client, 'close');
  await server.stop();
  client.resume().on('error', () => {});
  await closed;
  expect(client.bytesRead).toBeLessThan(large.length);
});

test('a server that stops answers all connections that were waiting to be accepted', async () => {
  const server = await serve({ shutdownDelayMs: 1 });
  const connected = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { port: Number(new URL(server.url).port), connected };
  const clients = new Worker(clientThread, { eval: true, workerData });
  onTestFinished(async () => void (await clients.terminate()));
  const stopped = server.stop();
  // Blocks this thread, so that the server accepts no connection before the shutdown delay is over.
  expect(Atomics.wait(connected, 0, 0, 10_000)).not.toBe('timed-out');
  const [answers] = await once(clients, 'message');
  expect(answers).toEqual(
    Array.from({ length: 50 }, () => expect.stringMatching(/^HTTP\/1.1 200 .*small$/s)),
  );
  await stopped;
});

/** Connects 50 clients, and sends their requests once all are connected. */
const clientThread = `
  const { connect } = require('node:net');
  const { once } = require('node:events');
  const { parentPort, workerData: { port, connected } } = require('node:worker_threads');
  const clients = Array.from({ length: 50 }, () => connect(port, '127.0.0.1'));
  const readAll = async (client) => {
    client.write('GET /small HTTP/1.1\\r\\nhost: a\\r\\n\\r\\n');
    let text = '';
    try {
      for await (const chunk of client) text += chunk;
    } catch (error) {
      return error.message;
    }
    return text;
  };
  Promise.all(clients.map((client) => once(client, 'connect'))).then(async () => {
    Atomics.store(connected, 0, 1);
    Atomics.notify(connected, 0);
    parentPort.postMessage(await Promise.all(clients.map(readAll)));
  });
`;

test('a request that comes on an idle connection just after the port was closed is answered', async () => {
  const server = await serve({ shutdownDelayMs: 1 });
  const client = open(server);
  await once(client, 'connect');
  const stopped = server.stop();
  await isRefused(server);
  client.write('GET /small HTTP/1.1\r\nhost: a\r\n\r\n');
  expect((await readAll(client)).toString()).toMatch(/^HTTP\/1.1 200 .*\r\nconnection: close\r\n.*small$/is);
  await stopped;
});

test('a server that stops keeps connections open as long as it accepts new ones, so that a proxy opens none', async () => {
  const server = await serve({ shutdownDelayMs: 2_000 });
  const client = open(server);
  client.setEncoding('utf8');
  const stopped = server.stop();
  for (let n = 0; n < 2; n++) {
    client.write('GET /small HTTP/1.1\r\nhost: a\r\n\r\n');
    const [text] = await once(client, 'data');
    expect(text).toMatch(/^HTTP\/1.1 200 .*small$/s);
    expect(text).not.toMatch(/connection: close/i);
  }
  await isRefused(server);
  client.write('GET /small HTTP/1.1\r\nhost: a\r\n\r\n');
  const [last] = await once(client, 'data');
  expect(last).toMatch(/^HTTP\/1.1 200 .*\r\nconnection: close\r\n.*small$/is);
  await stopped;
});

test('idle connections do not hold up a server that stops', async () => {
  const server = await serve({ drainMs: 60_000, shutdownDelayMs: 1 });
  const clients = [open(server), open(server)];
  clients[0]?.write('GET /small HTTP/1.1\r\nhost: a\r\n\r\n');
  for (const client of clients) client.resume();
  await Promise.all(clients.map((client) => once(client, 'connect')));
  await server.stop();
});

async function serve(options: { readonly shutdownDelayMs?: number; readonly drainMs?: number }) {
  const { shutdownDelayMs = 0, drainMs = 20_000 } = options;
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs, shedLagMs: 0, maxUnreadBytes: 64_000_000 },
    drainMs,
    log: createLog({ service: 'test', mode: 'test', level: 'silent' }),
    routes: {
      '/large': () => ({ status: 200, headers: {}, body: large }),
      '/small': () => ({ status: 200, headers: {}, body: 'small' }),
    },
  });
  onTestFinished(() => server.stop());
  return server;
}

function open({ url }: RunningService): Socket {
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void client.destroy());
  return client;
}

/** Waits until the port is closed. */
async function isRefused(server: RunningService): Promise<void> {
  const attempt = (): Promise<string> =>
    new Promise((resolve) => {
      const client = open(server);
      client.once('connect', () => resolve('connected')).once('error', (error) => resolve(String(error)));
      client.once('connect', () => client.destroy());
    });
  await expect.poll(attempt, { interval: 5 }).toContain('ECONNREFUSED');
}
