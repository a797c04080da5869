import type { BaseContext } from '@apollo/server';
import type { Executor, Gateway } from '@supergraph/service-kit/known/executor.ts';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { everyRequest, startWay, type Way } from './two-ways.ts';

const query = '{ name }';
const ada: Executor = async () => ({ data: { name: 'Ada' } });
const no = (http: object) => new GraphQLError('No.', { extensions: { code: 'FORBIDDEN', ...http } });

test.each<[string, Executor]>([
  [
    'writes headers and a status',
    async ({ response }) => {
      response?.http?.headers.set('x-cost', '3');
      response?.http?.headers.append('vary', 'x');
      if (response?.http) response.http.status = 203;
      return { data: { name: 'Ada' } };
    },
  ],
  [
    'writes a content type',
    async ({ response }) => {
      response?.http?.headers.set('content-type', 'application/x-own');
      return { data: { name: 'Ada' } };
    },
  ],
  [
    'reads its request',
    async ({ request: { http, ...request }, context, operationName, requestIsBatched }) => {
      const headers = [...(http?.headers ?? [])];
      const seen = { ...request, url: http?.url, headers, accept: http?.headers.get('accept') };
      return { data: { name: JSON.stringify([seen, context, operationName, requestIsBatched]) } };
    },
  ],
  [
    'changes its context',
    async ({ context }) => {
      context.count += 1;
      return { data: { name: String(context.count) } };
    },
  ],
  ['returns extensions', async () => ({ data: { name: 'Ada' }, extensions: { cost: 1 } })],
  ['returns null', async () => ({ data: null })],
  ['returns nothing', async () => ({})],
  [
    'returns errors and writes headers',
    async ({ response, overallCachePolicy }) => {
      response?.http?.headers.set('x-cost', '3');
      overallCachePolicy.restrict({ maxAge: 3 });
      return { data: { name: null }, errors: [no({})] };
    },
  ],
  [
    'returns an error with a status',
    async () => ({ errors: [no({ http: { status: 403, headers: new Map([['x-no', '1']]) } })] }),
  ],
  [
    'throws',
    async () => {
      throw new Error('secret');
    },
  ],
])('an executor that %s gives the same response for a known operation', async (_, executor) => {
  const context = { count: 0 };
  const { first, second, become } = await startBoth({ createContext: () => context });
  become(executor);
  for (const headers of [{}, { accept: 'application/graphql-response+json' }])
    for (const variables of [{}, { a: 1 }]) {
      const body = { query, variables, extensions: { b: 2 } };
      const expected = await first.ask(body, headers);
      expect(await second.ask(body, headers)).toEqual(expected);
      expect(await second.ask(body, headers)).toEqual(expected);
    }
});

test('a content type that an executor writes is that of its own answer only', async () => {
  const { gateway, become } = createGateway();
  const way = await startWay(gateway);
  onTestFinished(() => way.stop());
  become(async ({ response }) => {
    response?.http?.headers.set('content-type', 'application/x-own');
    return { data: { name: 'Ada' } };
  });
  expect((await way.ask({ query })).headers).toContainEqual(['content-type', 'application/x-own']);
  become(ada);
  for (let i = 0; i < 3; i += 1)
    expect((await way.ask({ query })).headers).toEqual([['content-type', 'application/json; charset=utf-8']]);
  expect(way.shortcuts()).toBe(2);
});

test('a context that cannot be created gives the same response for a known operation', async () => {
  let fails = false;
  const createContext = (): BaseContext => {
    if (fails) throw new GraphQLError('Later.', { extensions: { code: 'LATER', http: { status: 503 } } });
    return {};
  };
  const { first, second } = await startBoth({ createContext });
  fails = true;
  const expected = await first.ask({ query });
  expect(expected.status).toBe(503);
  expect(await second.ask({ query })).toEqual(expected);
});

test('a new schema starts without known operations, and its validation applies', async () => {
  const { second, update } = await startBoth();
  update(buildSchema('type Query { title: String }'));
  const { status, body } = await second.ask({ query });
  expect([status, body]).toEqual([400, expect.stringContaining('GRAPHQL_VALIDATION_FAILED')]);
});

test('an operation that fails while the schema is replaced gives its own errors, and is not executed again', async () => {
  const { second, become, update } = await startBoth();
  let executions = 0;
  become(async () => {
    executions += 1;
    update(buildSchema('type Query { title: String }'));
    return { data: { name: null }, errors: [no({})] };
  });
  const { status, body } = await second.ask({ query });
  expect({ status, body: JSON.parse(body), executions }).toEqual({
    status: undefined,
    body: { errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }], data: { name: null } },
    executions: 1,
  });
});

test('a plugin sees an operation with errors once, in the pipeline, and one without by its own hooks', async () => {
  const seen: string[] = [];
  const plugin: KnownPlugin = {
    requestDidStart: async () => ({
      didResolveOperation: async () => void seen.push('pipeline'),
      willSendResponse: async ({ response }) => void response.http.headers.set('x-plugin', 'pipeline'),
    }),
    known: {
      didResolveOperation: () => void seen.push('known'),
      willSendResponse: ({ headers }) => void headers.set('x-plugin', 'known'),
    },
  };
  const { second, become } = await startBoth({ plugins: [plugin] });
  seen.length = 0;
  expect((await second.ask({ query })).headers).toContainEqual(['x-plugin', 'known']);
  become(async () => ({ data: { name: null }, errors: [no({})] }));
  expect((await second.ask({ query })).headers).toContainEqual(['x-plugin', 'pipeline']);
  expect(seen).toEqual(['known', 'pipeline']);
});

test('a plugin with hooks for each request switches known operations off, and the log says so', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
  const { gateway } = createGateway();
  const way = await startWay(gateway, [everyRequest], undefined, logger);
  onTestFinished(() => way.stop());
  for (let i = 0; i < 3; i += 1) await way.ask({ query });
  expect(way.shortcuts()).toBe(0);
  expect(lines.join()).toContain('known operations are off: a plugin has hooks for each request');
});

test('a server that was stopped answers no known operation', async () => {
  const { second } = await startBoth();
  await second.stop();
  const { status } = await second.ask({ query });
  expect(status).toBe(500);
});

/** Gateway of one schema whose executor and schema can be replaced. */
function createGateway() {
  let executor = ada;
  let schema: GraphQLSchema = buildSchema('type Query { name: String }');
  const listeners: Parameters<Gateway['onSchemaLoadOrUpdate']>[0][] = [];
  const gateway: Gateway = {
    onSchemaLoadOrUpdate(listener) {
      listeners.push(listener);
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    load: async () => ({ executor: (context) => executor(context) }),
    stop: async () => {},
  };
  return {
    gateway,
    become: (next: Executor): void => {
      executor = next;
    },
    update: (next: GraphQLSchema): void => {
      schema = next;
      for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: '' });
    },
  };
}

/** Starts one server in which every request passes the pipeline, and one that knows the operation. */
async function startBoth({
  createContext,
  plugins = [],
}: {
  readonly createContext?: () => BaseContext;
  readonly plugins?: readonly KnownPlugin[];
} = {}) {
  const [one, other] = [createGateway(), createGateway()];
  const first: Way = await startWay(one.gateway, [...plugins, everyRequest], createContext);
  const second: Way = await startWay(other.gateway, plugins, createContext);
  onTestFinished(async () => {
    await first.stop();
    await second.stop();
  });
  for (const accept of ['', 'application/graphql-response+json'])
    for (const way of [first, second]) await way.ask({ query }, accept === '' ? {} : { accept });
  await second.ask({ query });
  expect(second.shortcuts()).toBe(1);
  const become = (executor: Executor): void => [one, other].forEach((each) => void each.become(executor));
  return { first, second, become, update: other.update };
}
