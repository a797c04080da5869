import type { ServerResponse } from 'node:http';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { staff } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { spawnService, stopService } from '../graph/service-process.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { patientEnvironment } from '../graph/test-environment.ts';

let keys: ProductionKeys;
let users: StubServer;
let orders: StubServer;

beforeAll(async () => {
  keys = await createProductionKeys();
  users = await startStubServer();
  orders = await startStubServer();
});

afterAll(async () => {
  await users.stop();
  await orders.stop();
  keys.remove();
});

const ada = JSON.stringify({ data: { me: { name: 'Ada' } } });
const catalogue = JSON.stringify({ data: { products: { totalCount: 3 } } });

test('a subgraph that hangs does not delay requests to another one', async () => {
  const { ask } = await startGateway({
    SUBGRAPH_CONCURRENCY: '3',
    SUBGRAPH_QUEUE: '4',
    SUBGRAPH_QUEUE_WAIT_MS: '500',
  });
  const held: ServerResponse[] = [];
  users.behave((_, response) => void held.push(response));
  orders.reply(200, catalogue);
  const refused: unknown[] = [];
  const hanging = Array.from({ length: 20 }, async () => {
    const { data, errors } = await ask('{ me { name } }');
    if (errors.length > 0) refused.push(errors[0]?.extensions.code);
    return data;
  });
  for (let i = 0; i < 50; i += 1) {
    const { data, errors } = await ask('{ products { totalCount } }');
    expect({ data, errors }).toEqual({ data: { products: { totalCount: 3 } }, errors: [] });
  }
  await expect.poll(() => refused).toEqual(Array(17).fill('SUBGRAPH_OVERLOADED'));
  expect(held).toHaveLength(3);
  for (const response of held) response.writeHead(200, { 'content-type': 'application/json' }).end(ada);
  const answers = await Promise.all(hanging);
  expect(answers.filter((data) => data.me !== null)).toEqual(Array(3).fill({ me: { name: 'Ada' } }));
});

test('a failing subgraph receives no requests until it works again, and the log has a line for each change', async () => {
  const { ask, service } = await startGateway({ BREAKER_OPEN_MS: '200', BREAKER_MIN_REQUESTS: '5' });
  users.reply(503, '');
  const codes = new Set<string | undefined>();
  for (let i = 0; i < 20; i += 1) codes.add((await ask('{ me { name } }')).errors[0]?.extensions.code);
  expect(codes).toEqual(new Set(['SUBREQUEST_HTTP_ERROR', 'SUBGRAPH_UNAVAILABLE']));
  users.reply(200, ada);
  await expect
    .poll(async () => (await ask('{ me { name } }')).data)
    .toEqual({
      me: { name: 'Ada' },
    });
  await stopService(service);
  const log = service.log();
  const changes = log.filter(({ msg }) => msg === 'a circuit breaker changed its state');
  expect(changes[0]).toMatchObject({ subgraph: 'users', breaker: 'open', requests: 5, failures: 5 });
  expect(changes.at(-1)).toMatchObject({ breaker: 'closed' });
  // One log line per code, however many failed; the failures are counted by code in another line.
  expect(log.filter(({ msg }) => msg === 'a request to a subgraph failed')).toHaveLength(2);
  expect(log.filter(({ msg }) => msg === 'a subgraph is failing')).toMatchObject([
    { subgraph: 'users', SUBREQUEST_HTTP_ERROR: expect.any(Number), retries: expect.any(Number) },
  ]);
});

test('a disconnect of a client is not a failure of the subgraph: it is counted separately, without a warning', async () => {
  const { ask, service } = await startGateway();
  const asked = new Promise<void>((resolve) => users.behave(() => resolve()));
  const client = new AbortController();
  const url = `${await service.ready}/graphql`;
  const leaving = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await keys.tokenOf(staff)}` },
    body: JSON.stringify({ query: '{ me { name } }' }),
    signal: client.signal,
  });
  await asked;
  client.abort();
  await expect(leaving).rejects.toThrow();
  // Answered only after that.
  users.reply(200, ada);
  expect((await ask('{ me { name } }')).errors).toEqual([]);
  await stopService(service);
  const log = service.log();
  expect(log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  expect(log.filter(({ msg }) => msg === 'clients disconnected before the answer')).toMatchObject([
    { level: 30, subgraph: 'users', requestsGivenUp: 1 },
  ]);
});

test('a mutation whose answer is lost is not sent again', async () => {
  const { ask } = await startGateway();
  let received = 0;
  orders.behave((request) => {
    received += 1;
    request.socket.destroy();
  });
  const pay = 'mutation { payOrder(id: "x") { __typename } }';
  expect((await ask(pay)).errors[0]?.extensions.code).toBe('SUBREQUEST_HTTP_ERROR');
  expect(received).toBe(1);
});

test('a subgraph receives its time limit from the gateway, not from the client', async () => {
  const { ask } = await startGateway({ REQUEST_TIMEOUT_MS: '9000' });
  const told: unknown[] = [];
  users.behave(({ headers }, response) => {
    told.push(headers['x-deadline-ms']);
    response.writeHead(200, { 'content-type': 'application/json' }).end(ada);
  });
  await ask('{ me { name } }', { 'x-deadline-ms': '777777' });
  expect(Number(told[0])).toBeGreaterThan(1_000);
  expect(Number(told[0])).toBeLessThanOrEqual(9_000);
});

async function startGateway(env: Readonly<Record<string, string>> = {}) {
  const service = spawnService('gateway/src/main.ts', {
    ...keys.env,
    ...patientEnvironment,
    PORT: '0',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: users.url,
    ORDERS_URL: orders.url,
    ...env,
  });
  onTestFinished(() => stopService(service));
  const url = `${await service.ready}/graphql`;
  const token = await keys.tokenOf(staff);
  return {
    service,
    ask: (query: string, headers: Readonly<Record<string, string>> = {}) =>
      postOperation(url, token, { query }, headers),
  };
}
