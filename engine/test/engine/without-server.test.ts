import { createHash } from 'node:crypto';
import { type GraphQLSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { noClient } from '../../src/index.ts';
import { createClient, startEngine } from '../kit/start-engine.ts';

const USERS = {
  typeDefs: `type Query { user(id: ID!): User }
    type User @key(fields: "id") { id: ID! name: String secret: String @authenticated }
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated"])`,
  resolvers: {
    Query: { user: (_: unknown, { id }: { readonly id: string }) => ({ id, name: `n${id}`, secret: 's' }) },
  },
};
const ORDERS = {
  typeDefs: 'type User @key(fields: "id") { id: ID! orders: Int }',
  resolvers: { User: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, orders: 2 }) } },
};
const GRAPH = { users: USERS, orders: ORDERS };
const QUERY = 'query Of($id: ID!) { user(id: $id) { name orders } }';

const authorization = {
  viewer: ({ contextValue }: { readonly contextValue: Readonly<Record<string, unknown>> }) => ({
    authenticated: contextValue.name !== undefined,
    scopes: new Set<string>(),
  }),
};

test('a text is answered without a server, the first time and again', async () => {
  const { execute } = await startEngine(GRAPH, { authorization });
  for (const id of ['1', '2']) {
    const result = await execute(QUERY, { variables: { id } });
    expect(result).toEqual({ kind: 'answer', data: { user: { name: `n${id}`, orders: 2 } } });
  }
});

test('a document that the caller has parsed and validated is executed unchanged', async () => {
  const { execute } = await startEngine(GRAPH, { authorization });
  const hash = createHash('sha256').update(QUERY).digest('hex');
  for (const known of [{}, { hash }]) {
    const result = await execute(QUERY, { document: parse(QUERY), ...known, variables: { id: '1' } });
    expect(result).toMatchObject({ data: { user: { orders: 2 } } });
  }
});

test('an operation that cannot be executed is refused as plain data', async () => {
  const { execute } = await startEngine(GRAPH, { authorization });
  const refusals = async (text: string, request = {}) => {
    const result = await execute(text, request);
    return result.kind === 'refused' ? structuredClone(result.refusals) : result;
  };
  expect(await refusals('{ user(')).toEqual([
    { message: 'Syntax Error: Expected Name, found <EOF>.', code: 'GRAPHQL_PARSE_FAILED', positions: [7] },
  ]);
  expect(await refusals('{ user(id: 1) { zzzz } }')).toEqual([
    {
      message: 'Cannot query field "zzzz" on type "User".',
      code: 'GRAPHQL_VALIDATION_FAILED',
      positions: [16],
    },
  ]);
  expect(await refusals(QUERY, { variables: { id: [] } })).toMatchObject([
    { code: 'BAD_USER_INPUT', positions: [9] },
  ]);
  expect(await refusals(QUERY, { operationName: 'Other' })).toEqual([
    { message: 'Unknown operation named "Other".', code: 'OPERATION_RESOLUTION_FAILURE' },
  ]);
  expect(await refusals('query A { __typename } query B { __typename }')).toMatchObject([
    { message: 'Must provide operation name if query contains multiple operations.' },
  ]);
});

test('a cost limit, a budget and missing access refuse with their details and without an HTTP status', async () => {
  const { execute } = await startEngine(GRAPH, {
    authorization: { ...authorization, rejectUnauthorized: true },
    cost: {
      maxCost: 3,
      admit: () => ({ message: 'Later.', code: 'BUDGET_SPENT', retryAfterSeconds: 7, details: { limit: 1 } }),
    },
  });
  const variables = { id: '1' };
  expect(await execute(QUERY, { variables })).toEqual({
    kind: 'refused',
    refusals: [{ message: 'Later.', code: 'BUDGET_SPENT', retryAfterSeconds: 7, details: { limit: 1 } }],
  });
  const twice = 'query ($id: ID!) { a: user(id: $id) { orders } b: user(id: $id) { orders } }';
  expect(await execute(twice, { variables })).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'COST_ESTIMATED_TOO_EXPENSIVE', details: { figure: 4, limit: 3 } }],
  });
  const secret = 'query ($id: ID!) { user(id: $id) { secret } }';
  expect(await execute(secret, { variables })).toEqual({
    kind: 'refused',
    refusals: [
      {
        message: 'Unauthorized field or type',
        code: 'UNAUTHORIZED_FIELD_OR_TYPE',
        path: ['user', 'secret'],
      },
    ],
  });
});

test('access rules are decided on each call, whatever was prepared before', async () => {
  const { execute } = await startEngine(GRAPH, { authorization });
  const ask = async (client = noClient) => {
    const result = await execute('query ($id: ID!) { user(id: $id) { secret } }', {
      variables: { id: '1' },
      client,
    });
    return result.kind === 'answer' ? result.data : result;
  };
  expect(await ask()).toEqual({ user: { secret: null } });
  expect(await ask(createClient({ name: 'Ada' }))).toEqual({ user: { secret: 's' } });
  expect(await ask()).toEqual({ user: { secret: null } });
});

test('a fault in a function of the options is reported, and refuses the request without its details', async () => {
  const reported: unknown[] = [];
  const { execute } = await startEngine(GRAPH, {
    authorization,
    overrideLabels: () => {
      throw new Error('SECRET');
    },
    onError: (message, cause) => reported.push([message, String(cause)]),
  });
  expect(await execute(QUERY, { variables: { id: '1' } })).toEqual({
    kind: 'refused',
    refusals: [{ message: 'The gateway failed.', code: 'INTERNAL_SERVER_ERROR' }],
  });
  expect(reported).toEqual([['An operation failed', 'Error: SECRET']]);
});

test('an engine that is not loaded, or a schema of another one, refuses', async () => {
  const { engine } = await startEngine(GRAPH, { authorization });
  const { engine: other } = await startEngine(GRAPH, { authorization });
  let schema: GraphQLSchema | undefined;
  other.onVersion((version) => {
    schema = version.apiSchema;
  });
  if (schema === undefined) throw new Error('A loaded engine has a version');
  const prepared = await engine.prepare({ text: QUERY, schema, client: noClient });
  expect(prepared).toMatchObject({ kind: 'refused', refusals: [{ code: 'INTERNAL_SERVER_ERROR' }] });
});
