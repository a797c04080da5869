import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import {
  createHttpSubgraph,
  type HttpSubgraphOptions,
  type SubgraphEvent,
  type SubscriptionRequest,
} from '../../src/index.ts';
import { createRequest } from '../kit/create-request.ts';

/** An open stream of the test's server. */
interface Opened {
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly answer: ServerResponse;
  /** Sends text unchanged. */
  readonly send: (text: string) => void;
  readonly gone: Promise<unknown>;
}

/** Serves streams, and passes each opened one to the test. */
async function serveStreams(options: Partial<HttpSubgraphOptions> = {}) {
  const opened: Opened[] = [];
  let offers = 0;
  const server = createServer(async (incoming, answer) => {
    if (incoming.headers.upgrade !== undefined) {
      offers += 1;
      answer.writeHead(404).end();
      return;
    }
    let text = '';
    for await (const chunk of incoming) text += chunk;
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.flushHeaders();
    const gone = once(answer, 'close');
    const send = (part: string): void => void answer.write(part);
    opened.push({ headers: incoming.headers, body: JSON.parse(text), answer, send, gone });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const subgraph = createHttpSubgraph({ url: `http://127.0.0.1:${port}/graphql`, ...options });
  onTestFinished(async () => {
    await subgraph.close?.();
    server.closeAllConnections();
    server.close();
  });
  const nth = async (n: number): Promise<Opened> => {
    await expect.poll(() => opened.length, { timeout: 10_000 }).toBeGreaterThan(n);
    return opened[n] ?? Promise.reject(new Error(`there is no stream ${n}`));
  };
  const subscribe = (given: Partial<SubscriptionRequest> = {}): AsyncIterator<SubgraphEvent> => {
    const query = 'subscription { changed }';
    const request = createRequest({ query, body: JSON.stringify({ query }) });
    const events = subgraph.subscribe?.({ ...request, operationKind: 'subscription', ...given });
    if (events === undefined) throw new Error('a subgraph over HTTP must have subscriptions');
    return events[Symbol.asyncIterator]();
  };
  return { nth, subscribe, opened, server, offers: () => offers };
}

const event = (n: number, id?: string): string =>
  `event: next\n${id === undefined ? '' : `id: ${id}\n`}data: {"data":{"changed":${n}}}\n\n`;

async function numberOf(events: AsyncIterator<SubgraphEvent>): Promise<unknown> {
  const { value } = await events.next();
  const { changed }: { changed?: unknown } = Object(value?.data);
  return changed;
}

test('events are answers with their cursors, until the subgraph completes', async () => {
  const { nth, subscribe } = await serveStreams();
  const events = subscribe();
  const first = events.next();
  const stream = await nth(0);
  expect(stream.headers.accept).toMatch(/^text\/event-stream/);
  expect(stream.body).toEqual({ query: 'subscription { changed }' });
  stream.send(event(1, 'a'));
  expect(await first).toEqual({ done: false, value: { data: { changed: 1 }, cursor: 'a' } });
  stream.send('event: next\nid: b\ndata: {"data":null,"errors":[{"message":"no"}]}\n\n');
  expect((await events.next()).value).toEqual({ data: null, errors: [{ message: 'no' }], cursor: 'b' });
  stream.send('event: complete\ndata:\n\n');
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

test('a server that accepts no shared connection is offered one only once', async () => {
  const { nth, subscribe, offers } = await serveStreams();
  const all = [subscribe().next()];
  (await nth(0)).send(event(1));
  all.push(subscribe().next());
  (await nth(1)).send(event(2));
  expect(await Promise.all(all)).toMatchObject([{ done: false }, { done: false }]);
  expect(offers()).toBe(1);
});

test('messages may arrive in any chunks, with any line breaks, comments and unknown fields', async () => {
  const { nth, subscribe } = await serveStreams();
  const events = subscribe();
  const first = numberOf(events);
  const stream = await nth(0);
  const text = `\uFEFF: hello\r\n\r\nretry: 5\r\nevent:next\r\nid:ä\r\ndata:{"data":\r\ndata: {"changed":1}}\r\n\r\nevent: other\ndata: x\n\n${event(2)}`;
  for (const byte of Buffer.from(text)) {
    stream.answer.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  expect(await first).toBe(1);
  expect(await numberOf(events)).toBe(2);
});

test('a broken stream is resumed after its last cursor, also one that had no event yet', async () => {
  const { nth, subscribe } = await serveStreams();
  const cursors: string[] = [];
  const events = subscribe({ onCursor: (cursor) => cursors.push(cursor) });
  const first = numberOf(events);
  (await nth(0)).send(':\nid: begin\n\n');
  await expect.poll(() => cursors).toEqual(['begin']);
  (await nth(0)).answer.destroy();
  expect((await nth(1)).headers['last-event-id']).toBe('begin');
  (await nth(1)).send(event(1, 'one'));
  expect(await first).toBe(1);
  const second = numberOf(events);
  // As a draining server does.
  (await nth(1)).answer.end();
  expect((await nth(2)).headers['last-event-id']).toBe('one');
  (await nth(2)).send(event(2, 'two'));
  expect(await second).toBe(2);
});

test('a stream without cursors that breaks is an error, because events may be missing', async () => {
  const { nth, subscribe, opened } = await serveStreams();
  const events = subscribe();
  const first = numberOf(events);
  (await nth(0)).send(event(1));
  expect(await first).toBe(1);
  const failing = expect(events.next()).rejects.toMatchObject({
    code: 'SUBREQUEST_HTTP_ERROR',
    cursor: undefined,
  });
  (await nth(0)).answer.destroy();
  await failing;
  expect(opened).toHaveLength(1);
});

test('a subgraph that does not return within the grace period is an error with the cursor to resume from', async () => {
  const { nth, subscribe, server } = await serveStreams({ subscriptionGraceMs: 300 });
  const events = subscribe();
  const first = numberOf(events);
  (await nth(0)).send(event(1, 'one'));
  expect(await first).toBe(1);
  const failing = expect(events.next()).rejects.toMatchObject({
    code: 'SUBREQUEST_HTTP_ERROR',
    cursor: 'one',
  });
  server.close();
  server.closeAllConnections();
  await failing;
});

test('a stream that has sent heartbeats and is silent is opened again', async () => {
  const { nth, subscribe } = await serveStreams({ subscriptionSilenceMs: 100 });
  const events = subscribe();
  const first = numberOf(events);
  (await nth(0)).send(':\nid: begin\n\n');
  (await nth(1)).send(event(1, 'one'));
  expect(await first).toBe(1);
});

test('ending the subscription closes the connection while the gateway waits', async () => {
  const { nth, subscribe } = await serveStreams();
  const events = subscribe();
  const waiting = events.next();
  const { gone } = await nth(0);
  await events.return?.();
  await gone;
  expect(await waiting).toEqual({ done: true, value: undefined });
});

test('an event that is not GraphQL, or too large, ends the subscription with an error', async () => {
  const { nth, subscribe } = await serveStreams({ maxResponseBytes: 1_000 });
  const lying = expect(subscribe().next()).rejects.toMatchObject({ code: 'SUBREQUEST_MALFORMED_RESPONSE' });
  (await nth(0)).send('event: next\nid: a\ndata: [1]\n\n');
  await lying;
  const large = expect(subscribe().next()).rejects.toMatchObject({ code: 'SUBREQUEST_HTTP_ERROR' });
  (await nth(1)).send(`:\nid: a\n\nevent: next\nid: b\ndata: ${'x'.repeat(2_000)}\n\n`);
  await large;
});

test('an answer that is not a stream is the only answer, or an error with its status', async () => {
  const statuses = [200, 401, 500];
  const server = createServer(({ method }, answer) => {
    if (method === 'GET') return answer.writeHead(405).end();
    answer.writeHead(statuses.shift() ?? 500, { 'content-type': 'application/json' });
    return answer.end('{"errors":[{"message":"no"}]}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const subgraph = createHttpSubgraph({ url: `http://127.0.0.1:${port}/`, ownCredentials: true });
  onTestFinished(async () => {
    await subgraph.close?.();
    server.close();
  });
  const take = async (): Promise<SubgraphEvent[]> => {
    const events: SubgraphEvent[] = [];
    const request = { ...createRequest(), operationKind: 'subscription' } as const;
    for await (const answer of subgraph.subscribe?.(request) ?? []) events.push(answer);
    return events;
  };
  expect(await take()).toEqual([{ errors: [{ message: 'no' }] }]);
  await expect(take()).rejects.toMatchObject({ code: 'GATEWAY_REFUSED' });
  await expect(take()).rejects.toMatchObject({ code: 'SUBREQUEST_HTTP_ERROR' });
});
