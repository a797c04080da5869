import { expect, test } from 'vitest';
import { SubgraphError } from '../../src/index.ts';
import { fetchesIn } from '../kit/read-trace.ts';
import { createClient, startEngine } from '../kit/start-engine.ts';
import { orders, users, withEvents } from './live-graph.ts';
import { follow, startLive as start } from './start-live.ts';

const NAMES =
  'subscription ($after: String) { orderChanged(after: $after) { change order { id customer { name } } } }';
const IDS = 'subscription { orderChanged { order { id } } }';

test('each event is completed by the other subgraphs, and has its cursor', async () => {
  const { source, subscribe } = await start();
  const { next, end } = await subscribe(NAMES);
  for (const id of ['1', '2']) {
    const waiting = next();
    await expect.poll(source.open).toBe(1);
    source.send(id, `c${id}`);
    expect(await waiting).toEqual({
      kind: 'answer',
      data: { orderChanged: { change: 'SHIPPED', order: { id, customer: { name: 'name of a' } } } },
      extensions: { cursor: `c${id}` },
    });
  }
  await end();
  expect(source.open()).toBe(0);
});

test('variables and the identity of the client reach the subgraph, which gets only its own fields', async () => {
  const { source, subscribe } = await start();
  const client = createClient({ isSignedIn: true, name: 'ada' });
  const { next, end } = await subscribe(NAMES, { variables: { after: 'c1' }, client });
  void next();
  await expect.poll(source.open).toBe(1);
  expect(source.requests[0]).toMatchObject({
    operationKind: 'subscription',
    variables: { after: 'c1' },
    client: { contextValue: { name: 'ada' } },
  });
  expect(source.requests[0]?.query).toMatch(/customer{__typename id}/);
  await end();
});

test('a subscription can start after a cursor, whatever its arguments', async () => {
  const { engine, source } = await start();
  const prepared = await engine.prepare({ text: IDS, client: createClient({}), subscriptions: true });
  if (prepared.kind === 'refused') throw new Error('The subscription must be prepared');
  const { next, end, cursor } = follow(await engine.execute(prepared, { after: 'c5' }));
  expect(cursor()).toBe('c5');
  void next();
  await expect.poll(source.open).toBe(1);
  expect(source.requests[0]?.after).toBe('c5');
  await end();
});

test('an error in one event is in its answer, and the subscription continues', async () => {
  const { source, subscribe } = await start();
  const { next, end } = await subscribe('subscription { orderChanged { order { id customer { city } } } }');
  for (const id of ['1', '2']) {
    const waiting = next();
    await expect.poll(source.open).toBe(1);
    source.send(id);
    expect(await waiting).toMatchObject({
      data: { orderChanged: { order: { id, customer: { city: null } } } },
      errors: [{ message: 'No city', path: ['orderChanged', 'order', 'customer', 'city'] }],
    });
  }
  const waiting = next();
  source.sendAnswer({ data: { orderChanged: null }, errors: [{ message: 'Gone', path: ['orderChanged'] }] });
  expect(await waiting).toMatchObject({ data: { orderChanged: null }, errors: [{ message: 'Gone' }] });
  await end();
});

test('the end of the events in the subgraph is the end for the client', async () => {
  const { source, subscribe } = await start();
  const { next } = await subscribe(IDS);
  const waiting = next();
  await expect.poll(source.open).toBe(1);
  source.complete();
  expect(await waiting).toBeUndefined();
});

test('a subscription that breaks ends with the error of the subgraph and the cursor to resume from', async () => {
  const failures: unknown[] = [];
  const { source, subscribe } = await start({ onSubgraphError: (failure) => failures.push(failure) });
  const { next } = await subscribe(IDS);
  const first = next();
  await expect.poll(source.open).toBe(1);
  source.send('1', 'c1');
  await first;
  const waiting = next();
  source.fail(new SubgraphError('SUBGRAPH_UNAVAILABLE', 'secret detail', { kind: 'broken' }));
  expect(await waiting).toEqual({
    kind: 'refused',
    refusals: [
      {
        message: 'The subgraph "orders" is unavailable. Retry later.',
        code: 'SUBGRAPH_UNAVAILABLE',
        details: { serviceName: 'orders', cursor: 'c1' },
      },
    ],
  });
  expect(await next()).toBeUndefined();
  expect(failures).toMatchObject([{ subgraph: 'orders', code: 'SUBGRAPH_UNAVAILABLE' }]);
});

test('a client that disconnects ends the subscription to the subgraph', async () => {
  const { engine, source } = await start();
  const client = createClient({});
  const prepared = await engine.prepare({ text: IDS, client, subscriptions: true });
  if (prepared.kind === 'refused') throw new Error('The subscription must be prepared');
  const disconnect = new AbortController();
  const { next } = follow(await engine.execute(prepared, { signal: disconnect.signal }));
  const waiting = next();
  await expect.poll(source.open).toBe(1);
  disconnect.abort();
  expect(await waiting).toBeUndefined();
  expect(source.open()).toBe(0);
});

test('rules are decided again for each event', async () => {
  const { source, subscribe } = await start();
  const contextValue = { isSignedIn: true };
  const secret = 'subscription { orderChanged { order { id secret } } }';
  const { next, end } = await subscribe(secret, { client: createClient(contextValue) });
  const event = (cursor: string) => ({
    data: { orderChanged: { order: { __typename: 'Order', id: '1', secret: 's' } } },
    cursor,
  });
  const first = next();
  await expect.poll(source.open).toBe(1);
  source.sendAnswer(event('c1'));
  expect(await first).toMatchObject({ data: { orderChanged: { order: { secret: 's' } } } });
  contextValue.isSignedIn = false;
  const second = next();
  source.sendAnswer(event('c2'));
  // The subscription now has fewer fields, so it resumes as a new one, and the event is delivered again.
  await expect.poll(() => source.requests.length).toBe(2);
  expect(source.requests[1]?.after).toBe('c1');
  expect(source.requests[1]?.query).not.toContain('secret');
  source.sendAnswer(event('c2'));
  expect(await second).toMatchObject({
    data: { orderChanged: { order: { id: '1', secret: null } } },
    errors: [
      { path: ['orderChanged', 'order', 'secret'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } },
    ],
    extensions: { cursor: 'c2' },
  });
  await end();
});

test('each event has a deadline of its own', async () => {
  const { source, subscribe } = await start({ requestTimeoutMs: 3_000 });
  const { next, end } = await subscribe(IDS);
  const waiting = next();
  await expect.poll(source.open).toBe(1);
  // The deadline of the request itself passes.
  await new Promise((resolve) => setTimeout(resolve, 3_100));
  source.send('1');
  expect(await waiting).toMatchObject({ data: { orderChanged: { order: { id: '1' } } } });
  await end();
});

test('each event has a trace with the subscription and the requests for it', async () => {
  const { source, subscribe } = await start({ trace: () => true });
  const { next, end } = await subscribe(NAMES);
  const waiting = next();
  await expect.poll(source.open).toBe(1);
  source.send('1');
  const answer = await waiting;
  if (answer?.kind !== 'answer') throw new Error('An answer was expected');
  const trace = answer.extensions?.trace;
  expect(trace).toMatchObject({ plan: { kind: 'Sequence' } });
  const { plan } = JSON.parse(JSON.stringify(trace));
  expect(fetchesIn(plan).map(({ subgraph, outcome }) => [subgraph, outcome])).toEqual([
    ['orders', 'answered'],
    ['users', 'answered'],
  ]);
  await end();
});

test('the cost of a subscription is decided when it starts', async () => {
  const { execute } = await start({ cost: { maxCost: 2 } });
  const result = await execute(NAMES, { subscriptions: true });
  expect(result).toMatchObject({ refusals: [{ code: 'COST_ESTIMATED_TOO_EXPENSIVE' }] });
});

test.for([
  ['two root fields', 'subscription { orderChanged { change } other }', /one root field, but this one has 2/],
  [
    '@skip on the root',
    'subscription ($no: Boolean!) { orderChanged @skip(if: $no) { change } }',
    /must not have @skip/,
  ],
  [
    '@include around the root',
    'subscription ($no: Boolean!) { ... @include(if: $no) { other } }',
    /must not have @skip/,
  ],
  ['introspection', 'subscription { __typename }', /must not be introspection/],
  ['an unknown field', 'subscription { nothing }', /Cannot query field "nothing"/],
  ['@defer', 'subscription { orderChanged { ... @defer { change } } }', /must not have @defer/],
] as const)('%s is refused with a clear error', async ([, query, message]) => {
  const { execute } = await start();
  const result = await execute(query, { subscriptions: true, variables: { no: false } });
  expect(result).toMatchObject({
    refusals: [{ code: 'GRAPHQL_VALIDATION_FAILED', message: expect.stringMatching(message) }],
  });
});

test('a subgraph without subscriptions, and a connection that carries no stream, are refused', async () => {
  const definitions = { orders, users };
  const { execute } = await startEngine(definitions, {
    authorization: withEvents(definitions).options.authorization ?? {
      viewer: () => ({ authenticated: false, scopes: new Set() }),
    },
  });
  expect(await execute(IDS, { subscriptions: true })).toMatchObject({
    refusals: [
      { code: 'OPERATION_NOT_SUPPORTED', message: 'The subgraph "orders" does not support subscriptions.' },
    ],
  });
  expect(await execute(IDS)).toMatchObject({ refusals: [{ code: 'OPERATION_NOT_SUPPORTED' }] });
});
