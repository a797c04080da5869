import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { postOperation } from '../graph/answer.ts';
import { placeOrder } from '../graph/orders.ts';
import { customer, staff } from '../graph/people.ts';
import { subscribe } from '../graph/sse-client.ts';
import { startTestGateway } from '../graph/test-gateway.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { openRawSocket } from '../live/raw-socket.ts';
import { type OtlpReceiver, pathOf, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';

let receiver: OtlpReceiver;
let graph: TestGraph;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  graph = await startTestGraph({ env: { ...receiver.env, EVENT_POLL_MS: '50', TRACE_SQL: 'on' } });
});

afterAll(async () => {
  await graph.stop();
  await receiver.stop();
});

let traces = 0;

/** Sends an operation as part of a trace, and returns the spans of the trace once it has all of these. */
async function traceOf(
  query: string,
  names: readonly string[],
  {
    variables = {},
    flags = '01',
    as = staff,
  }: { variables?: object; flags?: string; as?: typeof staff } = {},
): Promise<readonly ReceivedSpan[]> {
  traces += 1;
  const traceId = String(traces).padStart(32, 'a');
  const traceparent = `00-${traceId}-00f067aa0ba902b7-${flags}`;
  await postOperation(
    graph.url,
    await graph.tokenOf(as),
    { query, variables: { ...variables } },
    { traceparent },
  );
  return receiver.trace(traceId, names);
}

test('a query is one trace: request, operation, planning, fetches, requests of subgraphs and their statements', async () => {
  const spans = await traceOf(
    'query Orders { orders(first: 2) { edges { node { id customer { name } } } } }',
    ['gateway: POST /graphql', 'gateway: plan', 'orders: SELECT orders', 'users: SELECT users'],
  );
  const inUsers = spans.find(({ service, name }) => service === 'users' && name === 'SELECT users');
  expect(inUsers && pathOf(spans, inUsers)).toEqual([
    'gateway: POST /graphql',
    'gateway: query',
    'gateway: fetch users',
    'users: POST /graphql',
    'users: SELECT users',
  ]);
  const operation = spans.find(({ name }) => name === 'query');
  expect(operation?.attributes).toMatchObject({
    'graphql.operation.name': 'Orders',
    'graphql.outcome': 'data',
    'graphql.plan.cached': false,
    'graphql.operation.cost': expect.any(Number),
  });
  expect(operation?.attributes).not.toHaveProperty('graphql.document');
  expect(spans.filter(({ name }) => ['parse', 'validate'].includes(name))).toHaveLength(2);
  expect(spans.find(({ name }) => name === 'POST /graphql')?.attributes).toHaveProperty('request.id');
});

test('a query that is known has no spans of parsing, validation and planning', async () => {
  const query = 'query Known { me { name } }';
  await traceOf(query, ['gateway: plan']);
  const spans = await traceOf(query, ['users: SELECT users', 'gateway: POST /graphql']);
  expect(spans.filter(({ name }) => ['parse', 'validate', 'plan'].includes(name))).toEqual([]);
  expect(spans.find(({ name }) => name === 'query')?.attributes['graphql.plan.cached']).toBe(true);
});

for (const door of ['server-sent events', 'a WebSocket'])
  test(`an operation over ${door} has spans of parsing, validation and planning once`, async () => {
    const query = `query Live { me { name } } # ${door}`;
    const [first, second] = [await traceOfLive(query, door), await traceOfLive(query, door)];
    const phases = (spans: readonly ReceivedSpan[]) =>
      spans.map(({ name }) => name).filter((name) => ['parse', 'validate', 'plan'].includes(name));
    expect(phases(first)).toEqual(expect.arrayContaining(['parse', 'validate', 'plan']));
    expect(phases(first)).toHaveLength(3);
    expect(phases(second)).toEqual([]);
  });

/** Sends an operation to a door of live results, and returns the spans of its trace. */
async function traceOfLive(query: string, door: string): Promise<readonly ReceivedSpan[]> {
  const authorization = `Bearer ${await graph.tokenOf(staff)}`;
  const before = receiver.spans().length;
  if (door === 'a WebSocket') {
    const socket = await openRawSocket({ url: new URL(graph.url).origin }, { payload: { authorization } });
    socket.send({ id: '1', type: 'subscribe', payload: { query } });
    await socket.next();
  } else await (await subscribe(graph.url, { query }, { authorization })).answer();
  const isOwn = ({ attributes }: ReceivedSpan): boolean => attributes['graphql.operation.name'] === 'Live';
  const added = () => receiver.spans().slice(before).find(isOwn);
  await expect.poll(added).toBeDefined();
  return receiver.trace(added()?.traceId ?? '', ['users: SELECT users']);
}

test('an order is followed through its event to the consumer in another service, and its statements there', async () => {
  const traceId = 'b'.repeat(32);
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  await placeOrderWith({ traceparent });
  const spans = await receiver.trace(traceId, ['gateway: mutation', 'users: process orders.order-placed.v1']);
  const consumed = spans.find(({ name }) => name.startsWith('process '));
  expect(consumed && pathOf(spans, consumed)).toEqual([
    'gateway: POST /graphql',
    'gateway: mutation',
    'gateway: fetch orders',
    'orders: POST /graphql',
    'orders: publish orders.order-placed.v1',
    'users: process orders.order-placed.v1',
  ]);
  await expect
    .poll(() => receiver.spans().filter(({ parentSpanId }) => parentSpanId === consumed?.spanId).length)
    .toBeGreaterThan(1);
});

test('a trace that its caller does not keep leaves no spans anywhere', async () => {
  await traceOf('query Unkept { me { name } }', [], { flags: '00' });
  const kept = await traceOf('query Kept { me { name } }', ['gateway: POST /graphql']);
  expect(kept.length).toBeGreaterThan(0);
  expect(receiver.spans().filter((span) => span.attributes['graphql.operation.name'] === 'Unkept')).toEqual(
    [],
  );
});

test('a gateway that keeps no traces tells its subgraphs so, with a trace id for each request', async () => {
  const received: (string | undefined)[] = [];
  const users = createServer((request, response) => {
    received.push(String(request.headers.traceparent));
    response.setHeader('content-type', 'application/json').end('{"data":{"me":null}}');
  });
  await new Promise<void>((resolve) => users.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void users.close());
  const sampler = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };
  const USERS_URL = `http://127.0.0.1:${Object(users.address()).port}/graphql`;
  const gateway = await startTestGateway({ ...receiver.env, ...sampler, USERS_URL });
  onTestFinished(gateway.stop);
  const token = await gateway.tokenOf(staff);
  for (let times = 0; times < 200; times += 1)
    await postOperation(gateway.url, token, { query: 'query Unkept { me { name } }' });
  expect(received).toHaveLength(200);
  for (const traceparent of received) expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(new Set(received.map((traceparent) => traceparent?.slice(3, 35))).size).toBe(200);
  const theirs = `00-${'e'.repeat(32)}-00f067aa0ba902b7-01`;
  await postOperation(gateway.url, token, { query: '{ me { name } }' }, { traceparent: theirs });
  expect(received.at(-1)).toMatch(/^00-e{32}-[0-9a-f]{16}-01$/);
});

test('spans have no variables and no values of statements', async () => {
  await traceOf(
    'query Secret($id: ID!, $after: String) { user(id: $id) { name } orders(first: 1, after: $after) { totalCount } }',
    ['gateway: POST /graphql'],
    { variables: { id: 'secret-in-a-variable' } },
  );
  expect(receiver.text()).not.toContain('secret-in-a-variable');
});

test('with TRACE_SQL, PostgreSQL sees the span of each statement of a kept trace, and of no other', async () => {
  const seen = async () =>
    (
      await graph.users.sql("select query from pg_stat_activity where query like '%' || $1 || '%'", [
        'parent=',
      ])
    )
      .map(({ query }) => /traceparent='00-(\w+)-(\w+)-(\w+)'/.exec(String(query)))
      .map((found) => found?.slice(1));
  await traceOf('query InSql { me { name } }', [], { flags: '00' });
  const spans = await traceOf('query InSql { me { name } }', ['users: SELECT users']);
  const statement = spans.find(({ name }) => name === 'SELECT users');
  expect(await seen()).toContainEqual([statement?.traceId, statement?.spanId, '01']);
  expect((await seen()).filter((found) => found?.[2] !== '01')).toEqual([]);
});

test('a failed fetch is an error of its span and of the operation', async () => {
  await graph.users.stop();
  const spans = await traceOf('query Failing { me { name } }', [
    'gateway: fetch users',
    'gateway: POST /graphql',
  ]);
  expect(spans.find(({ name }) => name === 'fetch users')).toMatchObject({
    isError: true,
    attributes: { 'error.type': 'SUBREQUEST_HTTP_ERROR' },
  });
  expect(spans.find(({ name }) => name === 'query')).toMatchObject({ isError: true });
  await graph.users.start();
});

test('each event of a subscription is a trace of its own, with a link to the subscription', async () => {
  const traceId = 'c'.repeat(32);
  const authorization = `Bearer ${await graph.tokenOf(staff)}`;
  const headers = { authorization, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  const stream = await subscribe(graph.url, { query: 'subscription { ordersChanged { kind } }' }, headers);
  await placeOrder(graph, customer(2), [['MUG-BLUE', 1]]);
  await stream.answer();
  const events = () => receiver.spans().filter(({ name }) => name === 'subscription event');
  await expect.poll(() => events().length).toBeGreaterThan(0);
  expect(events()[0]?.traceId).not.toBe(traceId);
  expect(events()[0]?.links).toMatchObject([{ traceId }]);
});

test('a gateway that does not trust its clients begins a trace of its own, with a link to theirs', async () => {
  const gateway = await startTestGateway({ ...receiver.env, TRUST_TRACEPARENT: 'off' });
  onTestFinished(gateway.stop);
  const theirs = 'd'.repeat(32);
  const headers = { traceparent: `00-${theirs}-00f067aa0ba902b7-00` };
  await postOperation(gateway.url, await gateway.tokenOf(staff), { query: '{ __typename }' }, headers);
  const linked = () => receiver.spans().find(({ links }) => links.some(({ traceId }) => traceId === theirs));
  await expect.poll(linked).toBeDefined();
  expect(linked()?.traceId).not.toBe(theirs);
});

async function placeOrderWith(headers: Readonly<Record<string, string>>): Promise<void> {
  const query = 'mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }';
  const input = { idempotencyKey: 'traced', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] };
  const { errors } = await postOperation(
    graph.url,
    await graph.tokenOf(customer(3)),
    { query, variables: { input } },
    headers,
  );
  expect(errors).toEqual([]);
}
