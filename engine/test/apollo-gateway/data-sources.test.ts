import {
  type GraphQLDataSourceProcessOptions,
  LocalGraphQLDataSource,
  RemoteGraphQLDataSource,
} from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { createGateway, type GatewayOptions, type SubgraphFailure } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { replyJson } from '../kit/reply-json.ts';
import { type ServedGraph, serveGraph } from '../kit/serve-graph.ts';
import { startServer } from '../kit/start-server.ts';
import { createSubgraphSchema, type SubgraphDefinition } from '../kit/subgraph-definition.ts';

const USERS: SubgraphDefinition = {
  typeDefs: 'type Query { users(first: Int): [User] me: User } type User @key(fields: "id") { id: ID! }',
  resolvers: {
    Query: { users: () => [{ id: '1' }, { id: '2' }], me: () => ({ id: '1' }) },
  },
};

const ORDERS: SubgraphDefinition = {
  typeDefs: 'type User @key(fields: "id") { id: ID! spent: Int }',
  resolvers: { User: { __resolveReference: ({ id }) => ({ id }), spent: ({ id }) => Number(id) * 10 } },
};

const QUERY = 'query Spent($n: Int) { all: users(first: $n) { spent } }';
const ANSWER = { data: { all: [{ spent: 10 }, { spent: 20 }] } };

function serveUsers(
  buildService: GatewayOptions['buildService'],
  onSubgraphError?: (failure: SubgraphFailure) => void,
): Promise<ServedGraph> {
  return serveGraph(
    { users: USERS, orders: ORDERS },
    { ...(buildService && { buildService }), ...(onSubgraphError && { onSubgraphError }) },
  );
}

test('a subclass can set headers from the context, as Apollo documents', async () => {
  class AuthenticatedDataSource extends RemoteGraphQLDataSource {
    override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions): void {
      request.http?.headers.set('x-user-id', context.userId);
    }
  }
  const graph = await serveUsers(({ url }) => new AuthenticatedDataSource({ url }));
  expect(await graph.execute(QUERY, {}, { contextValue: { userId: 'ada' } })).toEqual(ANSWER);
  for (const name of ['users', 'orders']) {
    const [request] = graph.subgraph(name).requests;
    expect(request?.headers).toMatchObject({ 'x-user-id': 'ada', 'content-type': 'application/json' });
  }
});

test('a subclass can forward headers of the incoming request', async () => {
  class ForwardingDataSource extends RemoteGraphQLDataSource {
    override willSendRequest(options: GraphQLDataSourceProcessOptions): void {
      if (options.kind !== 'incoming operation') throw new Error(`Only a client asks here: ${options.kind}`);
      const value = options.incomingRequestContext.request.http?.headers.get('authorization');
      if (value) options.request.http?.headers.set('authorization', value);
    }
  }
  const graph = await serveUsers(({ url }) => new ForwardingDataSource({ url }));
  expect(await graph.execute(QUERY, {}, { headers: { authorization: 'Bearer token' } })).toEqual(ANSWER);
  expect(graph.subgraph('orders').requests[0]?.headers.authorization).toBe('Bearer token');
});

test('a data source sees the same request as with @apollo/gateway', async () => {
  const seen: unknown[] = [];
  class RecordingDataSource extends RemoteGraphQLDataSource {
    override process(options: GraphQLDataSourceProcessOptions) {
      const { kind, request, context } = options;
      if (options.kind !== 'incoming operation') throw new Error(`Only a client asks here: ${kind}`);
      const { document, incomingRequestContext, pathInIncomingRequest } = options;
      seen.push({ kind, context, variables: request.variables, path: pathInIncomingRequest });
      expect(document?.kind).toBe('Document');
      expect(incomingRequestContext.operationName).toBe('Spent');
      expect(incomingRequestContext.overallCachePolicy).toHaveProperty('restrict');
      return super.process(options);
    }
  }
  const graph = await serveUsers(({ url }) => new RecordingDataSource({ url }));
  await graph.execute(QUERY, { n: 2 }, { contextValue: { tenant: 'one' } });
  const representations = ['1', '2'].map((id) => ({ __typename: 'User', id }));
  const common = { kind: 'incoming operation', context: { tenant: 'one' } };
  expect(seen).toEqual([
    { ...common, variables: { n: 2 }, path: [] },
    { ...common, variables: { representations }, path: ['all', '@'] },
  ]);
});

test('the result of didReceiveResponse is the answer', async () => {
  class DoublingDataSource extends RemoteGraphQLDataSource {
    override didReceiveResponse({
      response,
      context,
    }: Parameters<NonNullable<RemoteGraphQLDataSource['didReceiveResponse']>>[0]) {
      context.seen.push(response.http?.headers.get('content-type'));
      for (const entity of response.data?._entities ?? []) entity.spent *= 2;
      return response;
    }
  }
  const graph = await serveUsers(({ url }) => new DoublingDataSource({ url }));
  const seen: string[] = [];
  expect(await graph.execute(QUERY, {}, { contextValue: { seen } })).toEqual({
    data: { all: [{ spent: 20 }, { spent: 40 }] },
  });
  expect(seen).toEqual(['application/json', 'application/json']);
});

test('clients receive the message and code of a GraphQLError that a data source throws, and nothing else of it', async () => {
  const failures: SubgraphFailure[] = [];
  class ClosedDataSource extends RemoteGraphQLDataSource {
    override willSendRequest(): void {
      throw new GraphQLError('Sign in first', { extensions: { code: 'UNAUTHENTICATED', secret: 'SECRET' } });
    }
  }
  const graph = await serveUsers(
    ({ name, url }) =>
      name === 'orders' ? new ClosedDataSource({ url }) : new RemoteGraphQLDataSource({ url }),
    (failure) => failures.push(failure),
  );
  expect(await graph.execute('{ me { spent } }')).toEqual({
    data: { me: { spent: null } },
    errors: [
      {
        message: 'Sign in first',
        path: ['me', 'spent'],
        extensions: { code: 'UNAUTHENTICATED', serviceName: 'orders' },
      },
    ],
  });
  expect(failures).toMatchObject([{ subgraph: 'orders', code: 'SUBREQUEST_HTTP_ERROR' }]);
});

test('an error that RemoteGraphQLDataSource creates for an HTTP status keeps its code and reveals no address', async () => {
  const graph = await serveUsers(({ url }) => new RemoteGraphQLDataSource({ url }));
  const users = graph.subgraph('users');
  users.intercept(replyJson({ errors: [{ message: 'SECRET' }] }, 401));
  const { errors } = await graph.execute('{ me { id } }');
  expect(errors).toEqual([
    {
      message: '401: Unauthorized',
      path: ['me'],
      extensions: { code: 'UNAUTHENTICATED', serviceName: 'users' },
    },
  ]);
});

test('any other error that a data source throws, and a malformed answer, appears in the log only', async () => {
  const failures: SubgraphFailure[] = [];
  const answers: readonly (() => unknown)[] = [
    () => Promise.reject(new Error('SECRET')),
    () => {
      throw new TypeError('SECRET');
    },
    () => Promise.resolve(undefined),
    () => Promise.resolve('SECRET'),
  ];
  let answer = answers[0];
  const graph = await serveUsers(
    // TypeScript would refuse such an answer; JavaScript callers can send it.
    () => Object.assign(new RemoteGraphQLDataSource({ url: '' }), { process: () => answer?.() }),
    (failure) => failures.push(failure),
  );
  for (answer of answers) {
    const { data, errors } = await graph.execute('{ me { id } }');
    expect(data).toEqual({ me: null });
    expect(errors).toMatchObject([{ path: ['me'], extensions: { serviceName: 'users' } }]);
    expect(JSON.stringify(errors)).not.toContain('SECRET');
  }
  expect(failures).toHaveLength(answers.length);
});

test('LocalGraphQLDataSource answers from a schema of this process', async () => {
  const definitions = { users: USERS, orders: ORDERS };
  const schemas = new Map(
    Object.entries(definitions).map(([name, definition]) => [name, createSubgraphSchema(definition)]),
  );
  const gateway = createGateway({
    supergraphSdl: composeSubgraphs(definitions, () => 'http://nowhere.invalid/'),
    buildService: ({ name }) => {
      const schema = schemas.get(name);
      if (schema === undefined) throw new Error(`Unknown subgraph ${name}`);
      return new LocalGraphQLDataSource(schema);
    },
  });
  const execute = await startServer(gateway);
  expect(await execute(QUERY)).toEqual(ANSWER);
});

test('an answer that a data source caches is not modified', async () => {
  const me = Object.freeze({ __typename: 'User', id: '1' });
  const kept = Object.freeze({ data: Object.freeze({ me }) });
  const graph = await serveUsers(({ name, url }) =>
    name === 'users' ? { process: async () => kept } : new RemoteGraphQLDataSource({ url }),
  );
  expect(await graph.execute('{ me { spent } }')).toEqual({ data: { me: { spent: 10 } } });
  graph.subgraph('orders').intercept(replyJson({ data: null, errors: [{ message: 'Closed' }] }));
  expect((await graph.execute('{ me { spent } }')).data).toEqual({ me: { spent: null } });
});

test('a value that JSON cannot represent reaches a data source unchanged', async () => {
  const file = Promise.resolve({ filename: 'photo.png' });
  const seen: unknown[] = [];
  const definition: SubgraphDefinition = {
    typeDefs: 'scalar Upload type Query { a: Int } type Mutation { send(file: Upload): Int }',
  };
  const graph = await serveGraph(
    { files: definition },
    {
      buildService: () => ({
        process: async ({ request }) => {
          seen.push(request.variables?.file);
          return { data: { send__0: 1 } };
        },
      }),
    },
  );
  await graph.execute('mutation ($file: Upload) { send(file: $file) }', { file });
  expect(seen).toEqual([file]);
  expect(seen[0]).toBe(file);
});

test('a gateway must not have both createSubgraph and buildService', () => {
  const options: GatewayOptions = {
    supergraphSdl: composeSubgraphs({ users: USERS }, () => 'http://nowhere.invalid/'),
    buildService: ({ url }) => new RemoteGraphQLDataSource({ url }),
    createSubgraph: () => ({ execute: async () => ({ data: null }) }),
  };
  expect(() => createGateway(options)).toThrow('createSubgraph or buildService');
});
