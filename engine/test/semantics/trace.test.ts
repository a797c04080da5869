import { RemoteGraphQLDataSource } from '@apollo/gateway';
import { expect, test } from 'vitest';
import { createLocalSubgraph, type GatewayOptions } from '../../src/index.ts';
import { fetchesIn, fetchOf, traceOf } from '../kit/read-trace.ts';
import { serveGraph, shareGraph } from '../kit/serve-graph.ts';
import { createSubgraphSchema, type SubgraphDefinition } from '../kit/subgraph-definition.ts';

const definitions: Readonly<Record<string, SubgraphDefinition>> = {
  orders: {
    typeDefs: `
      type Query { orders: [Order!]! count: Int }
      type Order { id: ID! customer: Customer }
      type Customer @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Query: {
        orders: () => ['ada', 'bob', 'ada', 'ada'].map((id, i) => ({ id: `${i}`, customer: { id } })),
        count: () => 4,
      },
    },
  },
  customers: {
    typeDefs: `
      type Query { greeting: String }
      type Customer @key(fields: "id") { id: ID! name: String mood: String }
    `,
    resolvers: {
      Query: { greeting: () => 'hello' },
      Customer: {
        __resolveReference: ({ id }) => ({ id, name: `name of ${id}` }),
        mood: () => {
          throw new Error('No mood');
        },
      },
    },
  },
};

const traced: Omit<GatewayOptions, 'supergraphSdl'> = {
  trace: ({ headers }) => headers?.get('trace') === 'yes',
};

const serveTraced = shareGraph(definitions, traced);

test('a caller who may see the trace receives the plan, and the duration of each fetch', async () => {
  const graph = await serveTraced();
  const trace = await traceOf(graph, '{ orders { customer { name } } }');
  expect(trace.plan).toEqual({
    kind: 'Sequence',
    nodes: [
      {
        kind: 'Fetch',
        subgraph: 'orders',
        operation: expect.stringMatching(/^{\n {2}orders {/),
        outcome: 'answered',
        request: {
          startMs: expect.any(Number),
          durationMs: expect.any(Number),
          status: 200,
          bytesSent: expect.any(Number),
          bytesReceived: expect.any(Number),
        },
      },
      {
        kind: 'Flatten',
        path: ['orders', '@', 'customer'],
        node: {
          kind: 'Fetch',
          subgraph: 'customers',
          operation: expect.stringContaining('_entities'),
          outcome: 'answered',
          request: expect.objectContaining({ status: 200, representations: { asked: 4, sent: 2 } }),
        },
      },
    ],
  });
});

test('times are consistent: the second fetch begins after the first, and both end before the answer', async () => {
  const graph = await serveTraced();
  const { ms, planning, plan } = await traceOf(graph, '{ orders { customer { name } } }');
  const [first, second] = [fetchOf(plan, 'orders').request, fetchOf(plan, 'customers').request];
  if (first === undefined || second === undefined) throw new Error('Both must be sent');
  expect(first.startMs).toBeGreaterThanOrEqual(planning.ms);
  expect(second.startMs).toBeGreaterThanOrEqual(first.startMs + first.durationMs);
  expect(ms).toBeGreaterThanOrEqual(second.startMs + second.durationMs);
});

test('the bytes are those of the bodies', async () => {
  const graph = await serveTraced();
  const body = JSON.stringify({ data: { greeting: 'grüß Gott' } });
  graph.subgraph('customers').intercept((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  const { plan } = await traceOf(graph, '{ greeting }');
  const { query } = graph.subgraph('customers').requests[0] ?? { query: '' };
  expect(fetchOf(plan, 'customers').request).toMatchObject({
    bytesSent: JSON.stringify({ query }).length,
    bytesReceived: Buffer.byteLength(body),
  });
});

test('fields are listed with the subgraph that answered them, by response names, without list indexes', async () => {
  const graph = await serveTraced();
  const query = `
    query ($no: Boolean = false) { all: orders { ...F who: customer { __typename id called: name } } gone: count @include(if: $no) }
    fragment F on Order { id }
  `;
  const { fields } = await traceOf(graph, query);
  expect(fields.map(({ path, subgraphs }) => [path.join('.'), ...subgraphs])).toEqual([
    ['all', 'orders'],
    ['all.id', 'orders'],
    ['all.who', 'orders'],
    ['all.who.id', 'orders'],
    ['all.who.called', 'customers'],
  ]);
});

test('concurrent fetches are a parallel node', async () => {
  const graph = await serveTraced();
  const { plan } = await traceOf(graph, '{ count greeting }');
  expect(plan).toMatchObject({ kind: 'Parallel', nodes: [{ kind: 'Fetch' }, { kind: 'Fetch' }] });
});

test('a branch that its condition excludes is in the plan, and skipped', async () => {
  const graph = await serveTraced();
  const query = 'query ($greet: Boolean!) { count ... @include(if: $greet) { greeting } }';
  const branches = async (greet: boolean) => {
    const { plan, fields } = await traceOf(graph, query, { greet });
    const { outcome, request } = fetchOf(plan, 'customers');
    return { plan, outcome, isSent: request !== undefined, fields: fields.length };
  };
  expect(await branches(false)).toMatchObject({ outcome: 'skipped', isSent: false, fields: 1 });
  const { plan, ...taken } = await branches(true);
  expect(taken).toEqual({ outcome: 'answered', isSent: true, fields: 2 });
  expect(plan).toMatchObject({
    nodes: expect.arrayContaining([
      expect.objectContaining({
        kind: 'Condition',
        variable: 'greet',
        value: true,
        ifTrue: expect.anything(),
      }),
    ]),
  });
});

test('a fetch without representations is skipped', async () => {
  const graph = await serveTraced();
  graph.subgraph('orders').intercept((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"orders":[]}}');
  });
  const { plan, fields } = await traceOf(graph, '{ orders { customer { name } } }');
  expect(fetchOf(plan, 'customers')).toMatchObject({ outcome: 'skipped' });
  expect(fields.at(-1)).toEqual({ path: ['orders', 'customer', 'name'], subgraphs: [] });
});

test('a failed fetch has its status and code, and answered no fields', async () => {
  const graph = await serveTraced();
  graph.subgraph('customers').intercept((_, response) => {
    response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>down</h1>');
  });
  const { plan, fields } = await traceOf(graph, '{ orders { customer { name } } }');
  expect(fetchOf(plan, 'customers')).toMatchObject({
    outcome: 'failed',
    request: { status: 503, bytesReceived: 13 * 3, retries: 2, errors: ['SUBREQUEST_HTTP_ERROR'] },
  });
  expect(fields.at(-1)).toEqual({ path: ['orders', 'customer', 'name'], subgraphs: [] });
});

test('an unreachable subgraph has no status', async () => {
  const graph = await serveGraph(definitions, traced);
  await graph.subgraph('customers').stop();
  const { plan } = await traceOf(graph, '{ greeting }');
  const { outcome, request } = fetchOf(plan, 'customers');
  expect(outcome).toBe('failed');
  expect(request).not.toHaveProperty('status');
  expect(request?.errors).toEqual(['SUBREQUEST_HTTP_ERROR']);
});

test('an answer of errors alone has failed, whatever its status', async () => {
  const graph = await serveTraced();
  graph.subgraph('customers').intercept((_, response) => {
    const body = JSON.stringify({ errors: [{ message: 'No', extensions: { code: 'CLOSED' } }] });
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  const { plan, fields } = await traceOf(graph, '{ greeting }');
  expect(fetchOf(plan, 'customers')).toMatchObject({
    outcome: 'failed',
    request: { status: 200, errors: ['CLOSED'] },
  });
  expect(fields).toEqual([{ path: ['greeting'], subgraphs: [] }]);
});

test('errors beside data are listed by code, each once', async () => {
  const graph = await serveTraced();
  const { plan } = await traceOf(graph, '{ orders { customer { mood } } }');
  expect(fetchOf(plan, 'customers')).toMatchObject({
    outcome: 'answered',
    request: { errors: ['DOWNSTREAM_SERVICE_ERROR'] },
  });
});

test('the plan of a repeated operation comes from the cache', async () => {
  const graph = await serveTraced();
  const query = '{ again: count }';
  expect((await traceOf(graph, query)).planning.cached).toBe(false);
  expect((await traceOf(graph, query)).planning.cached).toBe(true);
});

test('a fetch that is split because an object lacks a required field is listed in its parts', async () => {
  const graph = await serveGraph(
    {
      books: {
        typeDefs: 'type Query { book: Book } type Book @key(fields: "id") { id: ID! pages: Int }',
        resolvers: { Query: { book: () => ({ id: '1', pages: 9 }) } },
      },
      shipping: {
        typeDefs: `
          type Book @key(fields: "id") { id: ID! pages: Int @external weight: Int @requires(fields: "pages") shelf: Int }
        `,
        resolvers: { Book: { __resolveReference: ({ id }) => ({ id, shelf: 3 }) } },
      },
    },
    traced,
  );
  const query = 'query ($light: Boolean!) { book { weight @skip(if: $light) shelf } }';
  const { plan, fields } = await traceOf(graph, query, { light: true });
  const parts = fetchesIn(plan ?? undefined).filter(({ subgraph }) => subgraph === 'shipping');
  expect(parts.map(({ outcome }) => outcome).sort()).toEqual(['answered', 'skipped']);
  expect(fields).toContainEqual({ path: ['book', 'shelf'], subgraphs: ['shipping'] });
});

test('an operation without subgraph requests has no plan', async () => {
  const graph = await serveTraced();
  expect(await traceOf(graph, '{ __typename __schema { queryType { name } } }')).toMatchObject({
    plan: null,
    fields: [],
  });
});

test('a trace names no address, and no value of a variable or representation', async () => {
  const graph = await serveTraced();
  const text = JSON.stringify(await traceOf(graph, '{ orders { customer { name } } greeting }'));
  for (const name of ['orders', 'customers'])
    expect(text).not.toContain(`:${new URL(graph.subgraph(name).url).port}`);
  expect(text).not.toMatch(/127\.0\.0\.1|localhost|http|ada|bob/);
});

test('a subgraph in this process has times, and no status or bytes', async () => {
  const graph = await serveGraph(definitions, {
    ...traced,
    createSubgraph: ({ name }) => {
      const definition = definitions[name];
      if (definition === undefined) throw new Error(`There is no subgraph ${name}`);
      return createLocalSubgraph({ schema: createSubgraphSchema(definition) });
    },
  });
  const { plan } = await traceOf(graph, '{ orders { customer { name } } }');
  expect(fetchOf(plan, 'customers').request).toEqual({
    startMs: expect.any(Number),
    durationMs: expect.any(Number),
    representations: { asked: 4, sent: 2 },
  });
});

test('a data source of @apollo/gateway has a status, and no bytes', async () => {
  const graph = await serveGraph(definitions, {
    ...traced,
    buildService: ({ url = '' }) => new RemoteGraphQLDataSource({ url }),
  });
  const { plan } = await traceOf(graph, '{ greeting }');
  expect(fetchOf(plan, 'customers').request).toEqual({
    startMs: expect.any(Number),
    durationMs: expect.any(Number),
    status: 200,
  });
});

test('a request without the header gets no trace', async () => {
  const graph = await serveTraced();
  expect(await graph.execute('{ count }')).toEqual({ data: { count: 4 } });
  const silent = await serveGraph(definitions);
  expect(await silent.execute('{ count }', {}, { headers: { trace: 'yes' } })).toEqual({
    data: { count: 4 },
  });
});
