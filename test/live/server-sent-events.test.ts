import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { createClient } from 'graphql-sse';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpConnection } from '../graph/http-connection.ts';
import { startLiveServer } from './live-server.ts';
import { createResultTopic } from './result-topic.ts';

const query = 'subscription { number }';

test('the client of graphql-sse receives each event and the end', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer(topic);
  const client = createClient({ url: `${url}/graphql` });
  onTestFinished(() => client.dispose());
  const results = client.iterate({ query });
  topic.publish(2);
  expect((await results.next()).value).toEqual({ data: { number: 1 }, extensions: { cursor: '1' } });
  expect((await results.next()).value).toMatchObject({ data: { number: 2 } });
  topic.end();
  expect(await results.next()).toEqual({ done: true, value: undefined });
  expect(topic.counts).toEqual({ started: 1, returned: 0, taken: 2 });
});

test('a query over server-sent events is one event and the end', async () => {
  const { url } = await startLiveServer({
    execute: async () => ({ kind: 'single', result: { data: { a: 1 } } }),
  });
  const response = await post(url, '{ a }');
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await response.text()).toBe('event: next\ndata: {"data":{"a":1}}\n\nevent: complete\ndata:\n\n');
});

test('each event has its cursor as id, and Last-Event-ID resumes after it', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer(topic);
  topic.publish(3);
  topic.end();
  const response = await post(url, query, { 'last-event-id': '1' });
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  expect(await response.text()).toBe(
    `${[2, 3]
      .map((n) => `event: next\nid: ${n}\ndata: {"data":{"number":${n}},"extensions":{"cursor":"${n}"}}\n\n`)
      .join('')}event: complete\ndata:\n\n`,
  );
});

test('a browser may subscribe by GET from an allowed page, and from no other', async () => {
  const topic = createResultTopic();
  topic.end();
  const { url } = await startLiveServer(topic);
  const connection = createHttpConnection(url);
  onTestFinished(connection.close);
  const path = `/graphql?query=${encodeURIComponent(query)}`;
  const get = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await connection.send({ method: 'GET', path, headers: { accept: 'text/event-stream', ...headers } }))
      .status;
  expect(await get({})).toBe(200);
  expect(await get({ origin: url })).toBe(200);
  expect(
    await get({
      origin: 'https://shop.example.com',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
    }),
  ).toBe(200);
  expect(await get({ origin: 'https://evil.example.com' })).toBe(400);
  expect(await get({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(400);
  expect(topic.operations.map(({ mayMutate }) => mayMutate)).toEqual([false, false, false]);
});

test('comments show that a quiet stream is alive', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer({ ...topic, heartbeatMs: 20 });
  const response = await post(url, query);
  setTimeout(topic.end, 200);
  expect(await response.text()).toMatch(/^(:\n\n){2,}event: complete/);
});

test('a disconnecting client ends its subscription once, and makes room for another', async () => {
  const topic = createResultTopic();
  const server = await startLiveServer({ ...topic, perClient: 1 });
  const gone = new AbortController();
  expect((await post(server.url, query, {}, gone.signal)).status).toBe(200);
  const refused = await post(server.url, query);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({
    errors: [{ extensions: { code: 'SUBSCRIPTION_LIMIT_EXCEEDED', figure: 2, limit: 1 } }],
  });
  gone.abort();
  await expect.poll(() => topic.counts.returned).toBe(2);
  topic.end();
  expect((await post(server.url, query)).status).toBe(200);
});

test('a client that does not read stops the source, and gets a cursor to resume from', async () => {
  const topic = createResultTopic({ padding: 1_000_000 });
  const server = await startLiveServer({ ...topic, slowClientMs: 300 });
  topic.publish(100);
  const client = await ask(server);
  client.pause();
  await expect.poll(() => topic.counts.returned, { timeout: 10_000 }).toBe(1);
  expect(topic.counts.taken).toBeLessThan(60);
  const text = await readAll(client);
  const last = [...text.matchAll(/\nid: (\d+)\n/g)].at(-1)?.[1];
  expect(text).toContain(
    `"errors":[{"message":"The client reads too slowly, so the subscription ended. The last delivered event has the cursor \\"${last}\\".","extensions":{"cursor":"${last}","code":"SUBSCRIPTION_TOO_SLOW"}}]`,
  );
  expect(text).toMatch(/event: complete\r?\ndata:/);
});

test('a subscription ends with a code when the token of its caller expires', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer({ ...topic, expiresAt: () => Date.now() + 200 });
  topic.publish();
  const text = await (await post(url, query)).text();
  expect(text).toMatch(/"cursor":"1","code":"SUBSCRIPTION_JWT_EXPIRED".*\n\nevent: complete/);
  expect(topic.counts.returned).toBe(1);
});

test('a subscription that is too old ends without "complete", so that its client resumes', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer({ ...topic, maxLifetimeMs: 100 });
  topic.publish();
  expect(await (await post(url, query)).text()).toMatch(/^event: next\nid: 1\ndata: .*\n\n$/);
});

test('a server that stops ends its streams without "complete", before its drain time is over', async () => {
  const topic = createResultTopic();
  const server = await startLiveServer({ ...topic, drainMs: 60_000 });
  const response = await post(server.url, query);
  await server.stop();
  expect(await response.text()).toBe('');
  expect(topic.counts.returned).toBe(1);
});

test('a source that fails ends the subscription with a masked error', async () => {
  const topic = createResultTopic();
  const { url } = await startLiveServer(topic);
  topic.fail();
  const text = await (await post(url, query)).text();
  expect(text).toContain('"code":"INTERNAL_SERVER_ERROR"');
  expect(text).not.toContain('secret');
});

function post(
  url: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query: text }),
    signal,
  });
}

/** Subscribes, and reads the first bytes only. */
async function ask({ url }: RunningService): Promise<Socket> {
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void client.destroy());
  client.write(
    `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nhost: a\r\nconnection: close\r\naccept: text/event-stream\r\n\r\n`,
  );
  await once(client, 'readable');
  return client;
}
