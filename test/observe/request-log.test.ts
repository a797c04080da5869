import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { staff } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { spawnService, stopService } from '../graph/service-process.ts';
import { patientEnvironment } from '../graph/test-environment.ts';

let keys: ProductionKeys;

beforeAll(async () => {
  keys = await createProductionKeys();
});

afterAll(() => keys.remove());

/** Starts a gateway whose subgraphs are down. */
async function startGateway(env: Readonly<Record<string, string>> = {}) {
  const nowhere = 'http://127.0.0.1:9/graphql';
  const service = spawnService('gateway/src/main.ts', {
    ...keys.env,
    ...patientEnvironment,
    PORT: '0',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: nowhere,
    ORDERS_URL: nowhere,
    SHUTDOWN_DELAY_MS: '0',
    ...env,
  });
  onTestFinished(() => stopService(service));
  const url = `${await service.ready}/graphql`;
  const authorization = `Bearer ${await keys.tokenOf(staff)}`;
  const post = async (body: object, headers: Readonly<Record<string, string>> = {}): Promise<void> => {
    const own = { 'content-type': 'application/json', authorization };
    await (
      await fetch(url, { method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) })
    ).text();
  };
  /** Returns the lines of requests so far, once there are as many. */
  const lines = async (count: number) => {
    const read = () => service.log().filter(({ msg }) => msg === 'answered');
    await expect.poll(() => read().length).toBe(count);
    return read();
  };
  return { url, authorization, post, lines, log: service.log };
}

test('a request has one line: operation, client, hash of the subject, cost, plan, codes and durations', async () => {
  const { post, lines } = await startGateway();
  const query = 'query Shop { products(first: 2) { nodes { name } } }';
  const client = { 'apollographql-client-name': 'desk', 'apollographql-client-version': '1.4' };
  await post({ query }, { ...client, 'x-request-id': 'first' });
  await post({ query }, client);
  const [first, second] = await lines(2);
  expect(first).toMatchObject({
    requestId: 'first',
    ...{ method: 'POST', path: '/graphql', status: 200, ms: expect.any(Number) },
    ...{ client: 'desk', clientVersion: '1.4', subject: expect.stringMatching(/^[0-9a-f]{16}$/) },
    ...{ operation: 'Shop', type: 'query', cost: expect.any(Number), planCached: false },
    ...{ upstreamMs: expect.any(Number), errors: ['SUBREQUEST_HTTP_ERROR'] },
  });
  expect(second).toMatchObject({ planCached: true, subject: first?.subject });
  expect(JSON.stringify(first)).not.toContain(staff.subject);
});

test('LOG_SUBJECT=plain names the caller, and variables and tokens are never in the log', async () => {
  const { post, lines, log, authorization } = await startGateway({ LOG_SUBJECT: 'plain' });
  const query = 'query One($id: ID!) { user(id: $id) { name } }';
  await post({ query, variables: { id: 'secret-variable' } });
  await post({ query: '{' }, { authorization: 'Bearer eyJhbGciOi.eyJzdWIiOi.bad' });
  expect((await lines(2))[0]).toMatchObject({ subject: staff.subject, operation: 'One' });
  const text = JSON.stringify(log());
  for (const secret of ['secret-variable', authorization.slice(7), 'eyJzdWIiOi'])
    expect(text).not.toContain(secret);
});

test('LOG_SUCCESS_PERCENT=0 logs failures only, and refusals have their codes', async () => {
  const { url, post, lines } = await startGateway({ LOG_SUCCESS_PERCENT: '0', LOG_SUBJECT: 'off' });
  for (let times = 0; times < 5; times += 1) await post({ query: '{ __typename }' });
  await (
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  ).text();
  await post({ query: '{ nothing }' });
  const [refused, invalid] = await lines(2);
  expect(refused).toMatchObject({ status: 401, errors: ['UNAUTHENTICATED'] });
  expect(invalid).toMatchObject({ status: 400, errors: ['GRAPHQL_VALIDATION_FAILED'] });
  expect(invalid).not.toHaveProperty('subject');
});

test('each operation of a WebSocket has a line and an id of its own', async () => {
  const { url, authorization, lines } = await startGateway();
  const client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
  });
  onTestFinished(() => client.dispose());
  const ask = async (query: string): Promise<void> => {
    for await (const _ of client.iterate({ query }));
  };
  await ask('query Here { __typename }');
  await expect(ask('query There { nothing }')).rejects.toBeDefined();
  const [here, there] = await lines(2);
  expect(here).toMatchObject({ operation: 'Here', type: 'query', subject: expect.any(String) });
  expect(there).toMatchObject({ errors: ['GRAPHQL_VALIDATION_FAILED'] });
  expect(here?.requestId).not.toBe(there?.requestId);
});

test('a warning names the page that says what to do', async () => {
  const { post, log } = await startGateway();
  await post({ query: '{ me { name } }' });
  await expect.poll(() => log().find(({ msg }) => msg === 'a request to a subgraph failed')).toBeDefined();
  const warnings = log().filter(({ level }) => Number(level) >= 40);
  expect(warnings.map(({ help }) => help)).toEqual(warnings.map(() => 'docs/log.md'));
  expect(log().filter(({ level, help }) => Number(level) < 40 && help !== undefined)).toEqual([]);
});
