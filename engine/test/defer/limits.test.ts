import { expect, test } from 'vitest';
import type { EngineOptions, QueryTrace } from '../../src/index.ts';
import { collect, inParts, readParts } from '../kit/read-parts.ts';
import { fetchesIn } from '../kit/read-trace.ts';
import { createClient, startEngine } from '../kit/start-engine.ts';
import { createDeferGraph } from './defer-graph.ts';

async function start(options: Omit<EngineOptions, 'supergraph'> = {}) {
  const graph = createDeferGraph();
  const { execute, engine } = await startEngine(graph.definitions, options);
  return { ...graph, engine, execute, defer: (text: string) => execute(text, { incremental: true }) };
}

test('the size limit applies to all parts together, and a part that exceeds it fails', async () => {
  const orders =
    '{ people { id ... @defer(label: "a") { a: name b: name c: name } ... @defer(label: "b") { email } } }';
  const whole = await readParts(await (await start()).defer(orders));
  expect(whole.failed).toEqual([]);
  const { defer } = await start({ maxResponseBytes: 400 });
  const { first, failed, merged } = await readParts(await defer(orders));
  expect(first).toEqual({ data: { people: [{ id: 'a' }, null, { id: 'b' }] } });
  expect(failed).not.toEqual([]);
  expect(merged.errors).toContainEqual(
    expect.objectContaining({ extensions: { code: 'RESPONSE_TOO_LARGE' }, path: ['people', 0] }),
  );
});

test('a part that misses the deadline of the request is delivered with a timeout error', async () => {
  const { defer, reviews } = await start({ requestTimeoutMs: 1_000 });
  const query = '{ me { name ... @defer { reviews { text } } } }';
  // Planning may take longer than the deadline.
  await expect.poll(async () => (await defer(query)).kind, { timeout: 15_000 }).toBe('incremental');
  reviews.close();
  const { merged } = await readParts(await defer(query));
  reviews.open();
  expect(merged.data).toEqual({ me: { name: 'name of a', reviews: null } });
  expect(merged.errors).toMatchObject([{ path: ['me', 'reviews'], extensions: { code: 'GATEWAY_TIMEOUT' } }]);
});

test('ending the iteration ends the requests for the remaining parts', async () => {
  const gone: string[] = [];
  const { defer, reviews } = await start({ onClientGone: (subgraph) => gone.push(subgraph) });
  reviews.close();
  const answer = inParts(await defer('{ me { name ... @defer { reviews { text } } } }'));
  const iterator = answer.subsequentResults[Symbol.asyncIterator]();
  const waiting = iterator.next();
  await iterator.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  await expect.poll(() => gone).toEqual(['reviews']);
  reviews.open();
});

test('a client that disconnects ends the requests for the remaining parts', async () => {
  const gone: string[] = [];
  const { engine, reviews } = await start({ onClientGone: (subgraph) => gone.push(subgraph) });
  reviews.close();
  const client = createClient({});
  const text = '{ me { name ... @defer { reviews { text } } } }';
  const prepared = await engine.prepare({ text, client, incremental: true });
  if (prepared.kind === 'refused') throw new Error('The operation must be prepared');
  const disconnect = new AbortController();
  const answer = inParts(await engine.execute(prepared, { signal: disconnect.signal }));
  const rest = collect(answer.subsequentResults);
  disconnect.abort();
  expect(await rest).toEqual([]);
  expect(gone).toEqual(['reviews']);
  reviews.open();
});

test('a supergraph version is held until all parts are delivered', async () => {
  const closed: string[] = [];
  const graph = createDeferGraph();
  const { engine, execute, change } = await startEngine(graph.definitions, {
    createSubgraph: ({ name }) => ({
      execute: async () => ({
        data: { me: { __typename: 'User', id: 'a', name }, _entities: [{ email: 'e' }] },
      }),
      close: async () => void closed.push(name),
    }),
  });
  const answer = inParts(await execute('{ me { name ... @defer { email } } }', { incremental: true }));
  const { users, orders } = graph.definitions;
  if (!users || !orders) throw new Error('The graph has users and orders');
  await change({ users, orders });
  expect(closed).toEqual([]);
  await collect(answer.subsequentResults);
  expect(closed).toEqual(['reviews']);
  expect(engine.status().serving).toBeDefined();
});

test('the cost of an operation counts its parts', async () => {
  const { execute, defer } = await start({ cost: { maxCost: 3 } });
  const deferred = '{ me { name ... @defer { reviews { text } orders { total } } } }';
  expect(await defer('{ me { name ... @defer { email } } }')).toMatchObject({ kind: 'incremental' });
  for (const result of [await defer(deferred), await execute(deferred)])
    expect(result).toMatchObject({ refusals: [{ code: 'COST_ESTIMATED_TOO_EXPENSIVE' }] });
});

test('the trace of the first result has the plan with its parts, and that of the last one all requests', async () => {
  const { defer } = await start({ trace: () => true });
  const answer = inParts(await defer('{ me { name ... @defer(label: "L") { orders { total } } } }'));
  const traceOf = (extensions: { readonly trace?: QueryTrace } | undefined) => extensions?.trace;
  const answered = (fields: QueryTrace['fields'] = []) =>
    fields.map(({ path, subgraphs }) => [path.join('.'), ...subgraphs]);
  const first = traceOf(answer.initialResult.extensions);
  expect(answered(first?.fields)).toEqual([
    ['me', 'users'],
    ['me.name', 'users'],
    ['me.orders'],
    ['me.orders.total'],
  ]);
  expect(first?.plan).toMatchObject({
    kind: 'Defer',
    primary: { kind: 'Fetch', subgraph: 'users', outcome: 'answered' },
    deferred: [
      {
        label: 'L',
        path: ['me'],
        node: { kind: 'Flatten', node: { subgraph: 'orders', outcome: 'pending' } },
      },
    ],
  });
  const later = await collect(answer.subsequentResults);
  const last = traceOf(later.at(-1)?.extensions);
  expect(fetchesIn(last?.plan ?? undefined).map(({ subgraph, outcome }) => [subgraph, outcome])).toEqual([
    ['users', 'answered'],
    ['orders', 'answered'],
  ]);
});

test('fields that a caller must not see are refused in parts too', async () => {
  const link =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated"])';
  const { execute } = await startEngine(
    {
      users: {
        typeDefs: `${link} type Query { me: User } type User @key(fields: "id") { id: ID! name: String secret: String @authenticated }`,
        resolvers: {
          Query: { me: () => ({ id: 'a', name: 'n', secret: 's' }) },
          User: { __resolveReference: () => ({ id: 'a', name: 'n', secret: 's' }) },
        },
      },
    },
    {
      authorization: {
        viewer: ({ contextValue }) => ({
          authenticated: contextValue.name === 'ada',
          scopes: new Set<string>(),
        }),
      },
    },
  );
  const text =
    '{ me { id ... @defer { name ...F } } } fragment F on User { ... @defer(label: "in") { secret } }';
  const of = async (name: string) =>
    (await readParts(await execute(text, { incremental: true, client: createClient({ name }) }))).merged;
  expect(await of('ada')).toEqual({ data: { me: { id: 'a', name: 'n', secret: 's' } }, errors: [] });
  expect(await of('nobody')).toMatchObject({
    data: { me: { id: 'a', name: 'n', secret: null } },
    errors: [{ path: ['me', 'secret'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
  });
});

test('fragments of an interface object come once the type of the object is known', async () => {
  const { execute } = await startEngine({
    media: {
      typeDefs: `
        type Query { unused: Int }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      `,
      resolvers: {
        Media: { __resolveReference: ({ id }) => ({ __typename: id === '1' ? 'Film' : 'Book', id }) },
        Film: { __resolveReference: ({ id }) => ({ id }), title: () => 'film', minutes: () => 90 },
        Book: { __resolveReference: ({ id }) => ({ id }), title: () => 'book', pages: () => 200 },
      },
    },
    ratings: {
      typeDefs:
        'type Query { best: [Media!] } type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int }',
      resolvers: {
        Query: {
          best: () => [
            { id: '1', stars: 5 },
            { id: '2', stars: 4 },
          ],
        },
      },
    },
  });
  const query =
    '{ best { stars ... @defer { title ... on Film { minutes } } ... on Book @defer(label: "book") { pages } } }';
  const { merged } = await readParts(await execute(query, { incremental: true }));
  expect(merged.data).toEqual({
    best: [
      { stars: 5, title: 'film', minutes: 90 },
      { stars: 4, title: 'book', pages: 200 },
    ],
  });
});
