import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../src/http/http-server.ts';
import { createLog } from '../src/log.ts';
import type { RunningService } from '../src/run-process.ts';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });

/** More than the network buffers between two sockets. */
const large = 'x'.repeat(10_000_000);

async function serve(): Promise<RunningService> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes: 25_000_000 },
    drainMs: 100,
    log,
    routes: {
      '/large': () => ({ status: 200, headers: {}, body: large }),
      '/larger': () => ({ status: 200, headers: {}, body: large + large }),
    },
  });
  onTestFinished(() => server.stop());
  return server;
}

/** Requests a path, and reads only the first bytes of the answer. */
async function askWithoutReading({ url }: RunningService, path: string): Promise<Socket> {
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void client.destroy());
  client.on('error', () => {});
  client.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
  await once(client, 'readable');
  return client;
}

async function readAll(client: Socket): Promise<number> {
  let bytes = 0;
  client.on('data', ({ length }: Buffer) => {
    bytes += length;
    if (bytes > large.length) client.destroy();
  });
  await once(client, 'close');
  return bytes;
}

test('over the limit, the answer that has waited the longest is cut off, and the new one is sent', async () => {
  const server = await serve();
  const clients = [];
  for (let n = 0; n < 3; n++) clients.push(await askWithoutReading(server, '/large'));
  const [first = 0, second = 0, third = 0] = await Promise.all(clients.map(readAll));
  expect(first).toBeLessThan(large.length);
  expect(second).toBeGreaterThan(large.length);
  expect(third).toBeGreaterThan(large.length);
});

test('an answer that is larger than all waiting ones together is refused, and cuts off no client', async () => {
  const server = await serve();
  const client = await askWithoutReading(server, '/large');
  const refused = await fetch(`${server.url}/larger`);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_OVERLOADED' } }] });
  expect(await readAll(client)).toBeGreaterThan(large.length);
});

test('answers that were read make room again', async () => {
  const server = await serve();
  for (let n = 0; n < 10; n++) {
    const response = await fetch(`${server.url}/large`);
    expect((await response.text()).length).toBe(large.length);
  }
});
