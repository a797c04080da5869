import { EventEmitter, once } from 'node:events';
import { IntrospectAndCompose, LocalCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { graphql } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import {
  createGateway,
  type GatewayOptions,
  type SupergraphEvent,
  type SupergraphHooks,
} from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { type ServedSubgraph, serveSubgraph } from '../kit/serve-subgraph.ts';
import { startServer } from '../kit/start-server.ts';
import { createSubgraphSchema, parseTypeDefs, type SubgraphDefinition } from '../kit/subgraph-definition.ts';

const USERS: SubgraphDefinition = {
  typeDefs: 'type Query { me: User } type User @key(fields: "id") { id: ID! }',
  resolvers: { Query: { me: () => ({ id: '1' }) } },
};

const ORDERS: SubgraphDefinition = {
  typeDefs: 'type User @key(fields: "id") { id: ID! spent: Int }',
  resolvers: { User: { __resolveReference: ({ id }) => ({ id }), spent: () => 5 } },
};

const ORDERS_WITH_COUNT: SubgraphDefinition = {
  typeDefs: 'type User @key(fields: "id") { id: ID! spent: Int count: Int }',
  resolvers: { User: { __resolveReference: ({ id }) => ({ id }), spent: () => 5, count: () => 2 } },
};

const ORDERS_THAT_DO_NOT_COMPOSE: SubgraphDefinition = {
  typeDefs: 'type User @key(fields: "id") { id: ID! spent: Missing }',
};

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Served {
  readonly users: ServedSubgraph;
  readonly orders: ServedSubgraph;
  readonly list: { readonly name: string; readonly url: string }[];
}

async function serveSubgraphs(): Promise<Served> {
  const [users, orders] = await Promise.all([serveSubgraph(USERS), serveSubgraph(ORDERS)]);
  onTestFinished(async () => void (await Promise.all([users.stop(), orders.stop()])));
  return {
    users,
    orders,
    list: [
      { name: 'users', url: users.url },
      { name: 'orders', url: orders.url },
    ],
  };
}

/** Replaces the subgraph's schema for introspection, or makes it answer without a schema. */
function turnInto(subgraph: ServedSubgraph, definition: SubgraphDefinition): void {
  const sdl = parseTypeDefs(definition).loc?.source.body;
  const schema = definition === ORDERS_THAT_DO_NOT_COMPOSE ? undefined : createSubgraphSchema(definition);
  subgraph.intercept(async ({ query, variables }, response) => {
    const answer =
      schema === undefined
        ? { data: { _service: { sdl } } }
        : await graphql({ schema, source: query, variableValues: variables });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
}

/** Serves a gateway in Apollo Server and records its supergraph events. */
async function serve(options: GatewayOptions) {
  const events = new EventEmitter();
  const gateway = createGateway({ ...options, onSupergraph: (event) => events.emit(event.outcome, event) });
  const next = async (outcome: SupergraphEvent['outcome']): Promise<SupergraphEvent> =>
    (await once(events, outcome))[0];
  return { gateway, next, execute: await startServer(gateway) };
}

test('IntrospectAndCompose: its supergraph is served, and its next one when a subgraph changes', async () => {
  const { orders, list } = await serveSubgraphs();
  const { execute, next } = await serve({
    supergraphSdl: new IntrospectAndCompose({ subgraphs: list, pollIntervalInMs: 20, logger: SILENT }),
  });
  expect(await execute('{ me { spent } }')).toEqual({ data: { me: { spent: 5 } } });
  expect((await execute('{ me { count } }')).errors).toMatchObject([
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  ]);
  const served = next('served');
  turnInto(orders, ORDERS_WITH_COUNT);
  await served;
  expect(await execute('{ me { spent count } }')).toEqual({ data: { me: { spent: 5, count: 2 } } });
});

test('IntrospectAndCompose: introspectionHeaders are sent to subgraphs with introspection only', async () => {
  const { users, orders, list } = await serveSubgraphs();
  const introspectionHeaders = { authorization: 'Bearer schema' };
  const supergraphSdl = new IntrospectAndCompose({ subgraphs: list, introspectionHeaders, logger: SILENT });
  const { execute } = await serve({ supergraphSdl });
  for (const { requests } of [users, orders]) {
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer schema']);
  }
  await execute('{ me { id } }');
  expect(users.requests[1]?.headers).not.toHaveProperty('authorization');
});

test('IntrospectAndCompose: while the subgraphs do not compose or do not answer, the last supergraph stays in use', async () => {
  const { users, orders, list } = await serveSubgraphs();
  const problems = new EventEmitter();
  const logger = { ...SILENT, error: (message: string) => problems.emit('problem', message) };
  const { execute, gateway } = await serve({
    supergraphSdl: new IntrospectAndCompose({ subgraphs: list, pollIntervalInMs: 20, logger }),
  });
  const served = gateway.status().serving;
  turnInto(orders, ORDERS_THAT_DO_NOT_COMPOSE);
  expect(String(await once(problems, 'problem'))).toContain('Missing');
  await users.stop();
  expect(String(await once(problems, 'problem'))).toContain('users');
  expect(gateway.status().serving).toEqual(served);
  expect((await execute('{ __type(name: "User") { name } }')).data).toEqual({ __type: { name: 'User' } });
});

test('IntrospectAndCompose: with subgraphHealthCheck a supergraph waits until its subgraphs are healthy', async () => {
  const { orders, list } = await serveSubgraphs();
  orders.intercept(async ({ query, variables }, response) => {
    if (query.includes('HealthCheck')) return void response.writeHead(503).end();
    const answer = await graphql({
      schema: createSubgraphSchema(ORDERS),
      source: query,
      variableValues: variables,
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  const supergraphSdl = new IntrospectAndCompose({
    subgraphs: list,
    subgraphHealthCheck: true,
    logger: SILENT,
  });
  const gateway = createGateway({ supergraphSdl });
  await expect(gateway.load()).rejects.toThrow('orders');
});

test('IntrospectAndCompose: stopping ends its polling', async () => {
  const { users, list } = await serveSubgraphs();
  const { gateway } = await serve({
    supergraphSdl: new IntrospectAndCompose({ subgraphs: list, pollIntervalInMs: 1, logger: SILENT }),
  });
  await gateway.stop();
  const polled = users.requests.length;
  // As long as a hundred polls would take.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(users.requests.length).toBeLessThanOrEqual(polled + 1);
});

test('IntrospectAndCompose: it uses the data sources that buildService creates, each created once', async () => {
  const { list } = await serveSubgraphs();
  const built: string[] = [];
  const kinds = new Set<string>();
  class CountingDataSource extends RemoteGraphQLDataSource {
    override process(options: Parameters<RemoteGraphQLDataSource['process']>[0]) {
      kinds.add(options.kind);
      return super.process(options);
    }
  }
  const { execute } = await serve({
    supergraphSdl: new IntrospectAndCompose({ subgraphs: list, subgraphHealthCheck: true, logger: SILENT }),
    buildService: ({ name, url }) => {
      built.push(name);
      return new CountingDataSource({ url });
    },
  });
  expect(await execute('{ me { spent } }')).toEqual({ data: { me: { spent: 5 } } });
  expect(built.sort()).toEqual(['orders', 'users']);
  expect([...kinds].sort()).toEqual(['health check', 'incoming operation', 'loading schema']);
});

test('LocalCompose: a supergraph that is composed in this process is served', async () => {
  const { list } = await serveSubgraphs();
  const typeDefs = { users: USERS, orders: ORDERS };
  const localServiceList = list.map(({ name, url }) => ({
    name,
    url,
    typeDefs: parseTypeDefs(name === 'users' ? typeDefs.users : typeDefs.orders),
  }));
  const { execute } = await serve({ supergraphSdl: new LocalCompose({ localServiceList, logger: SILENT }) });
  expect(await execute('{ me { spent } }')).toEqual({ data: { me: { spent: 5 } } });
});

/** Serves a supergraph from a function, and records its arguments and whether it was cleaned up. */
async function serveHook() {
  const { orders, list } = await serveSubgraphs();
  const sdlOf = (definition: SubgraphDefinition): string =>
    composeSubgraphs(
      { users: USERS, orders: definition },
      (name) => list.find((each) => each.name === name)?.url ?? '',
    );
  const cleanups: string[] = [];
  let hooks: SupergraphHooks | undefined;
  const served = await serve({
    supergraphSdl: async (given) => {
      hooks = given;
      return { supergraphSdl: sdlOf(ORDERS), cleanup: async () => void cleanups.push('done') };
    },
  });
  if (hooks === undefined) throw new Error('The hook was not called');
  return { ...served, hooks, cleanups, sdlOf, orders, list };
}

test('a function: its updates are served, also if it awaits them', async () => {
  const { hooks, execute, sdlOf, orders } = await serveHook();
  turnInto(orders, ORDERS_WITH_COUNT);
  await hooks.update(sdlOf(ORDERS_WITH_COUNT));
  expect(await execute('{ me { count } }')).toEqual({ data: { me: { count: 2 } } });
});

test.for([
  ['no GraphQL', 'type {'],
  ['no supergraph', 'type Query { a: Int }'],
  ['of a feature that is refused', 'schema @link(url: "https://specs.apollo.dev/context/v0.1") { query: Q }'],
] as const)('a function: an update that is %s throws at once, and the state stays', async ([, sdl]) => {
  const { hooks, execute, gateway } = await serveHook();
  expect(() => hooks.update(sdl)).toThrow();
  expect(gateway.status().refused?.errors).toHaveLength(1);
  expect(await execute('{ me { spent } }')).toEqual({ data: { me: { spent: 5 } } });
});

test('a function: an update that fails during the build rejects, handled or not, and the state stays', async () => {
  const { hooks, execute, next, sdlOf } = await serveHook();
  const invalid = sdlOf(ORDERS_WITH_COUNT).replace('count: Int', 'count: Nothing');
  const refused = next('refused');
  void hooks.update(invalid);
  expect(await refused).toMatchObject({ errors: [expect.stringContaining('Nothing')] });
  await expect(hooks.update(invalid)).rejects.toThrow('Nothing');
  expect(await execute('{ me { spent } }')).toEqual({ data: { me: { spent: 5 } } });
});

test('a function: it is cleaned up once, and updates no more, when the gateway stops', async () => {
  const { hooks, gateway, cleanups, sdlOf } = await serveHook();
  await gateway.stop();
  expect(cleanups).toEqual(['done']);
  expect(() => hooks.update(sdlOf(ORDERS_WITH_COUNT))).toThrow('stopped');
});

test('a function: it is cleaned up when its supergraph cannot be served', async () => {
  const cleanups: string[] = [];
  const gateway = createGateway({
    supergraphSdl: async () => ({
      supergraphSdl: 'type Query { a: Int }',
      cleanup: async () => void cleanups.push('done'),
    }),
  });
  await expect(gateway.load()).rejects.toThrow();
  expect(cleanups).toEqual(['done']);
});

test('a function: its health check names the subgraphs that do not answer', async () => {
  const { hooks, orders, sdlOf } = await serveHook();
  await hooks.healthCheck(sdlOf(ORDERS));
  await orders.stop();
  await expect(hooks.healthCheck(sdlOf(ORDERS))).rejects.toThrow('"orders"');
});

test('a function: its data source sends requests as the gateway does', async () => {
  const { hooks, list } = await serveHook();
  const [users] = list;
  if (users === undefined) throw new Error('There must be a subgraph');
  const asked = hooks.getDataSource(users).process({
    kind: 'loading schema',
    request: { query: '{ _service { sdl } }' },
    context: {},
  });
  expect((await asked).data).toEqual({ _service: { sdl: expect.stringContaining('type User') } });
});

test('a function: it can await its health check, as serviceHealthCheck of @apollo/gateway does', async () => {
  const { orders, list } = await serveSubgraphs();
  const sdl = composeSubgraphs(
    { users: USERS, orders: ORDERS },
    (name) => list.find((each) => each.name === name)?.url ?? '',
  );
  await orders.stop();
  const gateway = createGateway({
    supergraphSdl: async ({ healthCheck }) => {
      await healthCheck(sdl);
      return { supergraphSdl: sdl };
    },
  });
  await expect(gateway.load()).rejects.toThrow('"orders"');
});
