import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { HttpProblem } from '../src/http/http-problem.ts';
import { startHttpServer } from '../src/http/http-server.ts';
import { readJsonBody } from '../src/http/json-body.ts';
import { createLog } from '../src/log.ts';

for (const version of ['1.0', '1.1']) {
  test(`a client of HTTP/${version} that reads only after it has sent 5 MB gets the refusal`, async () => {
    const { port } = await serve();
    for (const [path, status] of [
      ['/limited', 413],
      ['/private', 401],
      ['/nowhere', 404],
    ]) {
      const client = connect(port, '127.0.0.1');
      client.pause();
      client.write(`POST ${path} HTTP/${version}\r\nhost: a\r\ncontent-length: 5000000\r\n\r\n`);
      await new Promise((resolve, reject) => {
        client.once('error', reject).write(Buffer.alloc(5_000_000, ' '), resolve);
      });
      expect(await text(client)).toMatch(new RegExp(`^HTTP/1.1 ${status} .*\\r\\n\\r\\n\\{.*\\}$`, 's'));
    }
  });
}

test('a client that reads only after it has sent 5 MB of headers gets 431', async () => {
  const { port } = await serve();
  const client = connect(port, '127.0.0.1');
  client.pause();
  client.write('POST /limited HTTP/1.1\r\nhost: a\r\n');
  await new Promise((resolve, reject) => {
    client.once('error', reject).write(`a: ${'x'.repeat(5_000_000)}\r\n\r\n`, resolve);
  });
  expect(await text(client)).toMatch(/^HTTP\/1.1 431 .*\r\n\r\n$/s);
});

test('an answer sent before the body has arrived is complete for a client that reads it late', async () => {
  const { port } = await serve();
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  client.pause();
  client.write('POST /large HTTP/1.1\r\nhost: a\r\ncontent-length: 5000000\r\n\r\n');
  await once(client, 'readable');
  client.end(Buffer.alloc(5_000_000, ' '));
  await once(client, 'finish');
  const answer = await buffer(client);
  expect(answer.length - answer.indexOf('\r\n\r\n') - 4).toBe(32_000_000);
});

test('only a bounded part of a refused body is read', async () => {
  const { port } = await serve();
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).resume();
  client.write('POST /limited HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
  const chunk = Buffer.concat([Buffer.from('f4240\r\n'), Buffer.alloc(1_000_000, ' '), Buffer.from('\r\n')]);
  const more = (): void => void client.write(chunk, (error) => error ?? more());
  more();
  await new Promise((resolve) => client.on('error', () => {}).once('close', resolve));
  expect(client.bytesWritten).toBeLessThan(60_000_000);
});

test('a small refused body leaves the connection open for the next request', async () => {
  const { port } = await serve();
  const client = connect(port, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  for (let i = 0; i < 2; i += 1) {
    client.write('POST /private HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}');
    const [answer] = await once(client, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 401 (?!.*connection: close)/is);
  }
});

async function serve() {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes: 64_000_000 },
    log: createLog({ service: 'test', mode: 'test', level: 'silent' }),
    routes: {
      '/limited': async (request) => {
        await readJsonBody(request, 1_000_000);
        return { status: 200, headers: {}, body: '' };
      },
      '/large': () => ({ status: 200, headers: {}, body: Buffer.alloc(32_000_000, 'x') }),
      '/private': () => {
        throw new HttpProblem('UNAUTHENTICATED', 'A token is required.');
      },
    },
  });
  onTestFinished(() => server.stop());
  return { port: Number(new URL(server.url).port) };
}
