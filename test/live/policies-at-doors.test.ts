import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { staff } from '../graph/people.ts';
import { createTestFolder } from '../graph/test-folder.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';
import { openRawSocket } from './raw-socket.ts';

/** First error, or the data, of an operation that was sent through one protocol. */
type Outcome = Readonly<Record<string, unknown>>;

/** Sends an operation through one protocol, as the staff user. */
type Door = (gateway: TestGateway, operation: Outcome) => Promise<Outcome>;

const doors: Readonly<Record<string, Door>> = {
  'server-sent events': (gateway, operation) => viaHttp(gateway, operation, 'text/event-stream'),
  'multipart answers': (gateway, operation) =>
    viaHttp(gateway, operation, 'multipart/mixed;deferSpec=20220824'),
  WebSockets: async (gateway, operation) => {
    const socket = await openRawSocket({ url: gateway.origin }, { payload: await paramsOf(gateway) });
    socket.send({ id: '1', type: 'subscribe', payload: operation });
    const { payload } = await socket.next();
    return readOutcome(Array.isArray(payload) ? { errors: payload } : payload);
  },
};

/** Over multipart answers, the handlers take only texts with this word. */
const hello = '{ __typename } # subscription';

/** Refusals by the strict gateway. */
const rules: Readonly<Record<string, readonly [operation: Outcome, refusal: Outcome]>> = {
  'a limit of documents': [
    { query: '{ a: __typename b: __typename } # subscription' },
    { code: 'MAX_ALIASES_LIMIT', figure: 2, limit: 1 },
  ],
  'a limit of variables': [
    { query: hello, variables: { a: [1, 2, 3] } },
    { code: 'MAX_VARIABLE_VALUES_LIMIT', figure: 4, limit: 2 },
  ],
  'a limit of costs': [
    { query: '{ products(first: 10) { nodes { name } } } # subscription' },
    { code: 'COST_ESTIMATED_TOO_EXPENSIVE' },
  ],
  'the rule against introspection': [
    { query: '{ __schema { queryType { name } } } # subscription' },
    { code: 'GRAPHQL_VALIDATION_FAILED' },
  ],
  validation: [{ query: '{ nothing } # subscription' }, { code: 'GRAPHQL_VALIDATION_FAILED' }],
};

const listed = `query Listed ${hello}`;

let [usual, strict, enforcing]: TestGateway[] = [];

beforeAll(async () => {
  const limits = { MAX_ALIASES: '1', MAX_VARIABLE_VALUES: '2', MAX_COST: '1', INTROSPECTION: 'off' };
  const file = join(mkdtempSync(join(tmpdir(), 'supergraph-safelist-')), 'operations.json');
  writeFileSync(file, JSON.stringify({ [hashOf(listed)]: listed }));
  const list = { SAFELIST: 'enforce', SAFELIST_MANIFEST: file };
  [usual, strict, enforcing] = await Promise.all([{}, limits, list].map((env) => startTestGateway(env)));
});
afterAll(() => Promise.all([usual, strict, enforcing].map((gateway) => gateway?.stop())));

for (const [door, ask] of Object.entries(doors)) {
  test(`over ${door} a query is answered`, async () => {
    expect(await ask(given(usual), { query: hello })).toEqual({ __typename: 'Query' });
  });

  for (const [rule, [operation, refusal]] of Object.entries(rules)) {
    test(`over ${door} ${rule} holds`, async () => {
      expect(await ask(given(strict), operation)).toMatchObject(refusal);
    });
  }

  test(`over ${door} only listed operations are executed, by text or by id, if the list is enforced`, async () => {
    const gateway = given(enforcing);
    expect(await ask(gateway, { query: listed })).toEqual({ __typename: 'Query' });
    const persistedQuery = { version: 1, sha256Hash: hashOf(listed) };
    expect(await ask(gateway, { query: '', extensions: { persistedQuery } })).toEqual({
      __typename: 'Query',
    });
    expect(await ask(gateway, { query: hello })).toMatchObject({ code: 'QUERY_NOT_IN_SAFELIST' });
  });

  test(`over ${door} a text that was registered elsewhere is found by its hash, and the reverse`, async () => {
    const gateway = given(usual);
    const [own, others] = [`query Own ${hello} ${door}`, `query Others ${hello} ${door}`];
    const byHash = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(text) } });
    if (door !== 'multipart answers')
      expect(await ask(gateway, { query: '', extensions: byHash(others) })).toMatchObject({
        code: 'PERSISTED_QUERY_NOT_FOUND',
      });
    await postJson(gateway, { query: others, extensions: byHash(others) });
    expect(await ask(gateway, { query: '', extensions: byHash(others) })).toEqual({ __typename: 'Query' });
    await ask(gateway, { query: own, extensions: byHash(own) });
    expect(await postJson(gateway, { extensions: byHash(own) })).toMatchObject({
      status: 200,
      body: { data: { __typename: 'Query' } },
    });
  });

  test(`over ${door} each operation counts against the rate limit`, async () => {
    const gateway = await start({ RATE_LIMIT_PER_MINUTE: '4' });
    const codes = [];
    for (let n = 0; n < 5; n += 1)
      codes.push((await ask(gateway, { query: hello }).catch(() => ({ code: 'closed' }))).code);
    expect(codes.filter((code) => code === undefined).length).toBeLessThanOrEqual(4);
    expect(codes.at(-1)).toMatch(/REQUEST_RATE_LIMITED|closed/);
  });
}

test('operations are recorded over every protocol', async () => {
  const file = join(createTestFolder('record-'), 'operations.json');
  const gateway = await startTestGateway({ RECORD_OPERATIONS: file });
  for (const ask of Object.values(doors)) await ask(gateway, { query: hello });
  await postJson(gateway, { query: hello });
  await gateway.stop();
  expect(JSON.parse(readFileSync(file, 'utf8')).operations).toMatchObject([{ count: 4 }]);
});

test('a subscription that accepts one JSON answer is refused with 406, which names the alternatives', async () => {
  const query = 'subscription { orderChanged(id: "1") { __typename } }';
  const { status, body } = await postJson(given(usual), { query });
  expect(status).toBe(406);
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] });
  for (const name of ['text/event-stream', 'subscriptionSpec="1.0"', 'graphql-transport-ws'])
    expect(body.errors[0].message).toContain(name);
});

test('a GET request over server-sent events cannot run mutations', async () => {
  const gateway = given(usual);
  const search = new URLSearchParams({ query: 'mutation { __typename }' });
  const response = await fetch(`${gateway.url}?${search}`, {
    headers: await headersOf(gateway, 'text/event-stream'),
  });
  expect(response.status).toBe(405);
});

test('without a valid token, server-sent events are refused with 401 and WebSockets closed with 4403', async () => {
  const gateway = given(usual);
  for (const authorization of [undefined, 'Bearer forged.to.ken', 'Basic abc']) {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(authorization && { authorization }),
      },
      body: JSON.stringify({ query: hello }),
    });
    expect(response.status).toBe(401);
    const { closed } = await openRawSocket({ url: gateway.origin }, { payload: { authorization } });
    expect((await closed).code).toBe(4403);
  }
});

test('a token may be in the headers of connection_init too, and no token is needed if the graph allows it', async () => {
  const gateway = given(usual);
  const { authorization } = await paramsOf(gateway);
  const open = await openRawSocket(
    { url: gateway.origin },
    { payload: { headers: { Authorization: authorization } } },
  );
  open.send({ type: 'ping' });
  expect(await open.next()).toEqual({ type: 'pong' });
  const anonymous = await openRawSocket({ url: (await start({ ANONYMOUS: 'allow' })).origin });
  anonymous.send({ id: '1', type: 'subscribe', payload: { query: hello } });
  expect(await anonymous.next()).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
});

async function start(env: Environment): Promise<TestGateway> {
  const gateway = await startTestGateway(env);
  onTestFinished(() => gateway.stop());
  return gateway;
}

function given(gateway: TestGateway | undefined): TestGateway {
  if (gateway === undefined) throw new Error('the gateway has not started');
  return gateway;
}

async function paramsOf(gateway: TestGateway) {
  return { authorization: `Bearer ${await gateway.tokenOf(staff)}` };
}

async function headersOf(gateway: TestGateway, accept: string) {
  return { 'content-type': 'application/json', accept, ...(await paramsOf(gateway)) };
}

async function viaHttp(gateway: TestGateway, operation: Outcome, accept: string): Promise<Outcome> {
  const headers = await headersOf(gateway, accept);
  const response = await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify(operation) });
  const text = await response.text();
  const [, event] = text.match(/^event: next\ndata: (.*)$/m) ?? [];
  return readOutcome(JSON.parse(event ?? text));
}

function readOutcome({
  data,
  errors,
}: {
  readonly data?: Outcome;
  readonly errors?: readonly { readonly extensions: Outcome }[];
}): Outcome {
  return errors?.[0]?.extensions ?? data ?? {};
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
