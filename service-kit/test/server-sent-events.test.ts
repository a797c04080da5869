import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../src/http/http-server.ts';
import {
  acceptsEventStream,
  eventStreamReply,
  type ServerSentEvent,
} from '../src/http/server-sent-events.ts';
import { createLog } from '../src/log.ts';

/** Serves a source of events. */
async function serve(source: AsyncIterable<ServerSentEvent>, lastId?: () => string | undefined) {
  const ends: string[] = [];
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes: 1_000_000 },
    log: createLog({ service: 'test', mode: 'test', level: 'silent' }),
    routes: {
      '/events': ({ draining }) =>
        eventStreamReply(source, { heartbeatMs: 20, lastId, draining, onEnd: () => ends.push('ended') }),
    },
  });
  onTestFinished(() => server.stop());
  const client = new AbortController();
  const response = await fetch(`${server.url}/events`, { signal: client.signal });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  const readUntil = async (expected: string | undefined): Promise<string> => {
    for (;;) {
      if (expected !== undefined && text.includes(expected)) return text;
      const { value, done = true } = (await reader?.read()) ?? {};
      if (done) return text;
      text += decoder.decode(value, { stream: true });
    }
  };
  return { server, response, ends, leave: () => client.abort(), readUntil };
}

/** Creates an event that the test releases. */
function createGate() {
  const gate = Promise.withResolvers<ServerSentEvent>();
  async function* events(): AsyncGenerator<ServerSentEvent> {
    yield await gate.promise;
  }
  return { events: events(), open: gate.resolve };
}

test('a quiet stream has an id at once and with each heartbeat, then its event and its end', async () => {
  const gate = createGate();
  let id = 0;
  const { response, readUntil, ends } = await serve(gate.events, () => `id${++id}`);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await readUntil('id3')).toBe(':\nid: id1\n\n:\nid: id2\n\n:\nid: id3\n\n');
  gate.open({ event: 'next', id: 'last', data: '{"data":1}' });
  expect(await readUntil(undefined)).toMatch(/\n\nevent: next\nid: last\ndata: \{"data":1\}\n\n$/);
  expect(ends).toEqual(['ended']);
});

test('a stream whose server stops, or whose client leaves, ends although its source waits', async () => {
  const waiting = await serve(createGate().events);
  await waiting.readUntil(':\n\n');
  const stopping = waiting.server.stop();
  expect(await waiting.readUntil(undefined)).toMatch(/^(:\n\n)+$/);
  await stopping;
  expect(waiting.ends).toEqual(['ended']);
  const left = await serve(createGate().events);
  left.leave();
  await expect.poll(() => left.ends).toEqual(['ended']);
});

test('a source that fails breaks the connection, so that no client takes it for the end', async () => {
  const failing = (async function* (): AsyncGenerator<ServerSentEvent> {
    yield { event: 'next', data: '1' };
    await sleep(1);
    throw new Error('gone');
  })();
  const { readUntil, ends } = await serve(failing);
  await expect(readUntil(undefined)).rejects.toThrow('terminated');
  expect(ends).toEqual(['ended']);
});

test('a client accepts event streams if it names their media type', () => {
  expect(acceptsEventStream('text/event-stream')).toBe(true);
  expect(acceptsEventStream('application/json, Text/Event-Stream;q=0.9')).toBe(true);
  expect(acceptsEventStream('*/*')).toBe(false);
  expect(acceptsEventStream(undefined)).toBe(false);
});
