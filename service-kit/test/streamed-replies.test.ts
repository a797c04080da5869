import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { defaultConnectionLimits } from '../src/http/connection-limits.ts';
import type { HttpHandler, HttpStream } from '../src/http/http-handler.ts';
import { startHttpServer } from '../src/http/http-server.ts';
import { createLog } from '../src/log.ts';

test('the head and each chunk of a stream arrive before the next chunk exists', async () => {
  const source = createSource();
  const response = await fetch(`${(await serve(source)).url}/stream`);
  expect(response.headers.get('content-length')).toBeNull();
  const reader = response.body?.getReader();
  for (const text of ['one', 'two']) {
    source.push(text);
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(text);
  }
  source.end();
  expect(await reader?.read()).toEqual({ done: true, value: undefined });
  expect(source.returned()).toBe(0);
});

test('a client that reads slowly stops the source, and its stream continues once it reads', async () => {
  const source = createSource({ endless: Buffer.alloc(100_000, 'x') });
  const server = await serve(source);
  const client = await ask(server, '/stream');
  client.pause();
  await isQuiet(source.produced);
  const produced = source.produced();
  client.resume();
  await expect.poll(source.produced).toBeGreaterThan(produced);
});

test('the unread chunks of many streams are limited by the bound of the process', async () => {
  const source = createSource({ endless: Buffer.alloc(1_000_000, 'x') });
  const server = await serve(source, { maxUnreadBytes: 2_500_000 });
  const clients = [];
  for (let n = 0; n < 4; n++) {
    const client = await ask(server, '/stream');
    client.pause();
    clients.push(client);
    await isQuiet(source.produced);
  }
  await expect.poll(server.inFlight).toBe(2);
  expect(source.returned()).toBe(2);
});

test('a client that reads nothing is disconnected after the time of a request', async () => {
  const source = createSource({ endless: Buffer.alloc(100_000, 'x') });
  const server = await serve(source, { requestTimeoutMs: 200 });
  (await ask(server, '/stream')).pause();
  await expect.poll(server.inFlight).toBe(0);
  expect(source.returned()).toBe(1);
});

test('a quiet stream outlives the time of a request', async () => {
  const source = createSource();
  const server = await serve(source, { requestTimeoutMs: 100 });
  source.push('early ');
  const response = await fetch(`${server.url}/stream`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  source.push('late');
  source.end();
  expect(await response.text()).toBe('early late');
});

const departures: Readonly<Record<string, (client: Socket) => void>> = {
  'closes its connection': (client) => client.destroy(),
  'is killed': (client) => client.resetAndDestroy(),
};

for (const [name, leave] of Object.entries(departures)) {
  test(`a client that ${name} ends the source once`, async () => {
    const source = createSource();
    const server = await serve(source);
    const client = await ask(server, '/stream');
    leave(client);
    await expect.poll(source.returned).toBe(1);
    expect(server.inFlight()).toBe(0);
    await server.stop();
    expect(source.returned()).toBe(1);
  });
}

test('a client that leaves ends the streams that wait behind the first one of its connection', async () => {
  const source = createSource();
  const server = await serve(source);
  const client = await ask(server, '/stream', 3);
  await expect.poll(source.opened).toBe(3);
  client.destroy();
  await expect.poll(source.returned).toBe(3);
});

test('a client that leaves before the handler answers ends the source', async () => {
  const source = createSource();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const server = await serve(source, {}, async () => {
    asked.resolve();
    await answer.promise;
    return { status: 200, headers: {}, body: source.stream };
  });
  const client = open(server);
  client.write('GET /stream HTTP/1.1\r\nhost: a\r\n\r\n');
  await asked.promise;
  client.destroy();
  await expect.poll(server.inFlight).toBe(0);
  answer.resolve();
  await expect.poll(source.returned).toBe(1);
});

for (const version of ['1.1', '1.0']) {
  test(`a source that throws breaks the connection of an HTTP/${version} client, and is not closed again`, async () => {
    const source = createSource();
    const server = await serve(source);
    const client = open(server);
    client.write(`GET /stream HTTP/${version}\r\nhost: a\r\n\r\n`);
    source.push('first half');
    await once(client, 'readable');
    const received = readAll(client);
    source.fail(new Error('the source broke'));
    if (version === '1.1') expect(await received).not.toMatch(/\r\n0\r\n\r\n$/);
    else await expect(received).rejects.toThrow('ECONNRESET');
    expect(source.returned()).toBe(0);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });
}

const faults: Readonly<Record<string, HttpStream>> = {
  'throws when it is opened': {
    [Symbol.asyncIterator]() {
      throw new Error('cannot open');
    },
  },
  'throws when it is asked': {
    [Symbol.asyncIterator]: () => ({
      next() {
        throw new Error('cannot say');
      },
    }),
  },
  'gives what is no chunk': {
    [Symbol.asyncIterator]: () => ({
      next: async () => JSON.parse('{ "done": false, "value": 1 }'),
      return() {
        throw new Error('cannot return');
      },
    }),
  },
};

for (const [fault, stream] of Object.entries(faults)) {
  test(`a source that ${fault} never looks like a whole answer, and the next request is served`, async () => {
    const server = await serve({ stream });
    const answer = fetch(`${server.url}/stream`).then(async (response) => {
      await response.text();
      return response.status;
    });
    expect(await answer.catch(() => 'broken')).not.toBe(200);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });
}

test('headers that HTTP does not allow become 500, and end the source', async () => {
  const source = createSource();
  const server = await serve(source, {}, () => ({
    status: 200,
    headers: { location: '/a\nb' },
    body: source.stream,
  }));
  expect((await fetch(`${server.url}/stream`)).status).toBe(500);
  await expect.poll(source.returned).toBe(1);
});

test('a HEAD request receives the head of a stream, and ends the source', async () => {
  const source = createSource();
  const server = await serve(source);
  const response = await fetch(`${server.url}/stream`, { method: 'HEAD' });
  expect(response.status).toBe(200);
  await expect.poll(source.returned).toBe(1);
});

test('a server that stops tells its streams, and waits until they have ended', async () => {
  const source = createSource();
  const server = await serve(source, { drainMs: 60_000 }, ({ draining }) => {
    draining.addEventListener('abort', () => {
      source.push('goodbye');
      source.end();
    });
    return { status: 200, headers: {}, body: source.stream };
  });
  const received = readAll(await ask(server, '/stream'));
  await server.stop();
  expect(await received).toMatch(/goodbye\r\n0\r\n\r\n$/);
  expect(source.returned()).toBe(0);
});

test('a server that stops ends the remaining streams after its drain time', async () => {
  const source = createSource();
  const server = await serve(source, { drainMs: 200 });
  const received = readAll(await ask(server, '/stream'));
  await server.stop();
  expect(await received).not.toMatch(/\r\n0\r\n\r\n$/);
  await expect.poll(source.returned).toBe(1);
});

/** Creates a source of chunks that counts its use. No chunk is given to two iterators. */
function createSource({ endless }: { readonly endless?: Buffer } = {}) {
  const waiting: (string | Error | undefined)[] = [];
  let [wake, produced, opened, returned] = [() => {}, 0, 0, 0];
  const add = (event: string | Error | undefined): void => {
    waiting.push(event);
    wake();
  };
  const next = async (): Promise<IteratorResult<string | Uint8Array>> => {
    produced += 1;
    if (endless !== undefined) return { done: false, value: endless };
    while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const event = waiting.shift();
    if (event instanceof Error) throw event;
    return event === undefined ? { done: true, value: undefined } : { done: false, value: event };
  };
  const stream: HttpStream = {
    [Symbol.asyncIterator]() {
      opened += 1;
      return {
        next,
        async return() {
          returned += 1;
          return { done: true, value: undefined };
        },
      };
    },
  };
  return {
    stream,
    push: (text: string) => add(text),
    end: () => add(undefined),
    fail: (error: Error) => add(error),
    produced: () => produced,
    opened: () => opened,
    returned: () => returned,
  };
}

async function serve(
  { stream }: { readonly stream: HttpStream },
  options: {
    readonly maxUnreadBytes?: number;
    readonly requestTimeoutMs?: number;
    readonly drainMs?: number;
  } = {},
  handler: HttpHandler = () => ({ status: 200, headers: {}, body: stream }),
): ReturnType<typeof startHttpServer> {
  const { maxUnreadBytes = 64_000_000, requestTimeoutMs = 60_000, drainMs = 100 } = options;
  const address = { host: '127.0.0.1', port: 0, portVariable: 'PORT' };
  const server = await startHttpServer({
    ...address,
    settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes },
    connectionLimits: { ...defaultConnectionLimits, requestTimeoutMs },
    drainMs,
    log: createLog({ service: 'test', mode: 'test', level: 'silent' }),
    routes: { '/stream': handler },
  });
  onTestFinished(() => server.stop());
  return server;
}

function open({ url }: { readonly url: string }): Socket {
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void client.destroy());
  return client.on('error', () => {});
}

/** Sends requests on one connection, and waits for the headers of the first answer. */
async function ask(server: { readonly url: string }, path: string, times = 1): Promise<Socket> {
  const client = open(server);
  client.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(times));
  await once(client, 'readable');
  return client;
}

/** Waits until a count stops growing. */
async function isQuiet(count: () => number): Promise<void> {
  let before = -1;
  const hasGrown = (): boolean => {
    const now = count();
    const grown = now !== before;
    before = now;
    return grown;
  };
  await expect.poll(hasGrown, { interval: 200 }).toBe(false);
}
