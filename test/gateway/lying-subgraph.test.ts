import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLeaks } from '../graph/leaks.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

const secret = 'select * from users at 127.0.0.1:5432 (ECONNREFUSED)';
let users: StubServer;
let graph: TestGraph;

beforeAll(async () => {
  users = await startStubServer();
  graph = await startTestGraph({
    gatewayEnv: {
      USERS_URL: users.url,
      SUBGRAPH_TIMEOUT_MS: '1500',
      SUBGRAPH_RETRIES: '0',
      // So many malformed answers would open the circuit breaker, and no more requests would be sent.
      BREAKER_FAILURE_PERCENT: '0',
    },
  });
});

afterAll(async () => {
  await graph.stop();
  await users.stop();
});

test('a subgraph that never answers is GATEWAY_TIMEOUT, and the rest is answered', async () => {
  users.behave(() => {});
  await expectFailure('GATEWAY_TIMEOUT');
});

test('a subgraph that begins its answer and never ends it is GATEWAY_TIMEOUT', async () => {
  users.behave((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
  });
  await expectFailure('GATEWAY_TIMEOUT');
});

test('a subgraph that cuts the connection is SUBREQUEST_HTTP_ERROR', async () => {
  users.behave((request) => request.socket.destroy());
  await expectFailure('SUBREQUEST_HTTP_ERROR');
});

for (const [what, status, body, headers, code = 'SUBREQUEST_HTTP_ERROR'] of [
  ['500 with HTML', 500, `<html>${secret}</html>`, { 'content-type': 'text/html' }],
  ['500 with JSON', 500, JSON.stringify({ errors: [{ message: secret }] })],
  ['401 with JSON', 401, JSON.stringify({ errors: [{ message: secret }] }), {}, 'GATEWAY_REFUSED'],
  ['400 with HTML', 400, `<html>${secret}</html>`, { 'content-type': 'text/html' }],
  ['404 with text', 404, secret, { 'content-type': 'text/plain' }],
  ['a redirect', 307, secret, { location: 'http://127.0.0.1:1/elsewhere' }],
] as const) {
  test(`a subgraph that answers ${what} is ${code}, and nothing of it is passed on`, async () => {
    users.reply(status, body, headers);
    await expectFailure(code);
  });
}

for (const [what, body] of [
  ['HTML', `<html>${secret}</html>`],
  ['truncated JSON', `{"data": {"_entities": [{"name": "${secret}`],
  ['nothing', ''],
  ['a number', '7'],
  ['null', 'null'],
  ['a text', JSON.stringify(secret)],
  ['a list', JSON.stringify([secret])],
  ['an object of something else', JSON.stringify({ hello: secret })],
  ['data that is a text', JSON.stringify({ data: secret })],
  ['errors that are a text', JSON.stringify({ errors: secret })],
  ['errors that are no objects', JSON.stringify({ data: null, errors: [secret, null] })],
] as const) {
  test(`a subgraph that answers ${what} is SUBREQUEST_MALFORMED_RESPONSE, and nothing of it is passed on`, async () => {
    users.reply(200, body);
    await expectFailure('SUBREQUEST_MALFORMED_RESPONSE');
  });
}

for (const [what, body] of [
  ['entities that are no list', { data: { _entities: { name: secret } } }],
  ['too few entities', { data: { _entities: [] } }],
  ['too many entities', { data: { _entities: Array.from({ length: 9 }, () => ({ name: 'x' })) } }],
  [
    'an error without a code',
    { data: null, errors: [{ message: secret, extensions: { stacktrace: [secret] } }] },
  ],
  [
    'an unexpected error',
    { data: null, errors: [{ message: secret, extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
  ],
] as const) {
  test(`a subgraph that answers ${what} spoils its own part only, and nothing of it is passed on`, async () => {
    users.reply(200, JSON.stringify(body));
    const answer = await ask();
    expect(answer.data?.orders.nodes).toEqual([
      { id: expect.any(String), customer: null },
      { id: expect.any(String), customer: null },
    ]);
    expect(answer.errors.length).toBeGreaterThan(0);
    expect(findLeaks(answer)).toEqual([]);
  });
}

async function ask() {
  return graph.ask('{ orders(first: 2) { nodes { id customer { name } } } }');
}

async function expectFailure(code: string): Promise<void> {
  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(answer.data.orders.nodes).toEqual([
    { id: expect.any(String), customer: null },
    { id: expect.any(String), customer: null },
  ]);
  expect(answer.errors.length).toBeGreaterThan(0);
  for (const { extensions } of answer.errors) expect(extensions).toEqual({ code, serviceName: 'users' });
  expect(findLeaks(answer)).toEqual([]);
}
