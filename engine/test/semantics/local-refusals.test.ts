import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { expect, test } from 'vitest';
import { createGateway, createLocalSubgraph, type LocalSubgraphOptions } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { type ExecuteOperation, startServer } from '../kit/start-server.ts';
import { createSubgraphSchema, type SubgraphDefinition } from '../kit/subgraph-definition.ts';

const definition: SubgraphDefinition = {
  typeDefs: `
    scalar Even
    type Query { half(of: Even!): Float slow: Int broken: Int plain: Int }
  `,
  resolvers: {
    Even: new GraphQLScalarType({
      name: 'Even',
      parseValue: (value) => {
        if (Number(value) % 2 === 0) return value;
        throw new GraphQLError(`${value} is not even`);
      },
    }),
    Query: {
      half: (_source, { of }) => Number(of) / 2,
      slow: () => sleep(60_000, 1, { ref: false }),
      broken: () => {
        throw new Error('The secret cause');
      },
      plain: () => 1,
    },
  },
};

test('a variable that the subgraph itself refuses is BAD_USER_INPUT', async () => {
  const execute = await startLocal();
  expect(await execute('query ($n: Even!) { half(of: $n) }', { n: 4 })).toEqual({ data: { half: 2 } });
  const { data, errors } = await execute('query ($n: Even!) { half(of: $n) }', { n: 3 });
  expect(data).toEqual({ half: null });
  expect(errors).toMatchObject([
    { message: expect.stringContaining('3 is not even'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test('an operation that the subgraph itself does not accept is GRAPHQL_VALIDATION_FAILED', async () => {
  const execute = await startLocal();
  const { data, errors } = await execute('{ half(of: 3) }');
  expect(data).toEqual({ half: null });
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining('3 is not even'),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', serviceName: 'numbers' },
    },
  ]);
});

test('only the result of formatError leaves the subgraph', async () => {
  const causes: unknown[] = [];
  const execute = await startLocal({
    formatError: ({ path }, error) => {
      causes.push(error instanceof GraphQLError ? error.originalError?.message : error);
      return { message: 'Masked.', extensions: { code: 'MASKED' }, ...(path && { path }) };
    },
  });
  expect(await execute('{ broken plain }')).toEqual({
    data: { broken: null, plain: 1 },
    errors: [
      { message: 'Masked.', path: ['broken'], extensions: { code: 'MASKED', serviceName: 'numbers' } },
    ],
  });
  expect(causes).toEqual(['The secret cause']);
});

test('a local subgraph that takes too long is GATEWAY_TIMEOUT', async () => {
  const execute = await startLocal({ timeoutMs: 50 });
  const { data, errors } = await execute('{ slow }');
  expect(data).toEqual({ slow: null });
  expect(errors).toMatchObject([{ path: ['slow'], extensions: { code: 'GATEWAY_TIMEOUT' } }]);
});

test('an operation ends when its client disconnects, and is not executed if it has disconnected before', async () => {
  const [failures, left]: [unknown[], string[]] = [[], []];
  const gone = new AbortController();
  const execute = await startLocal(
    {},
    {
      clientSignal: () => gone.signal,
      onSubgraphError: (failure) => failures.push(failure),
      onClientGone: (subgraph) => left.push(subgraph),
    },
  );
  const answer = execute('{ slow }');
  gone.abort();
  expect((await answer).data).toEqual({ slow: null });
  expect((await execute('{ plain }')).data).toEqual({ plain: null });
  expect(failures).toEqual([]);
  expect(left).toEqual(['numbers', 'numbers']);
});

function startLocal(
  options: Partial<LocalSubgraphOptions> = {},
  gateway: Omit<Parameters<typeof createGateway>[0], 'supergraphSdl'> = {},
): Promise<ExecuteOperation> {
  const schema = createSubgraphSchema(definition);
  return startServer(
    createGateway({
      supergraphSdl: composeSubgraphs({ numbers: definition }, () => 'http://nowhere.invalid/'),
      createSubgraph: () => createLocalSubgraph({ schema, ...options }),
      ...gateway,
    }),
  );
}
