import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { expect, onTestFinished, test } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { createSubgraphSchema } from '../kit/subgraph-definition.ts';

const definition = { typeDefs: 'type Query { x: Int }' };

test.for([
  [undefined, 'Must provide operation name if query contains multiple operations.'],
  ['', 'Unknown operation named "".'],
  ['C', 'Unknown operation named "C".'],
])(
  'of several operations, the name %j is refused as Apollo Server refuses it, and logs no error',
  async ([operationName, message]) => {
    const logged: string[] = [];
    const encountered: string[] = [];
    const plugin: ApolloServerPlugin = {
      requestDidStart: async () => ({
        didEncounterErrors: async ({ errors }) =>
          void encountered.push(...errors.map((error) => error.message)),
      }),
    };
    const logger = {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (text: string) => logged.push(text),
    };
    const options = { logger, plugins: [plugin], includeStacktraceInErrorResponses: false };
    const supergraphSdl = composeSubgraphs({ a: definition }, () => 'http://a.invalid/');
    const servers = [
      new ApolloServer({ ...options, gateway: createGateway({ supergraphSdl }) }),
      new ApolloServer({ ...options, schema: createSubgraphSchema(definition) }),
    ];
    for (const server of servers) {
      await server.start();
      onTestFinished(() => server.stop());
      const { body, http } = await server.executeOperation({
        query: 'query A { x } query B { x }',
        ...(operationName !== undefined && { operationName }),
      });
      expect(http.status).toBe(400);
      expect(JSON.parse(JSON.stringify(body))).toEqual({
        kind: 'single',
        singleResult: { errors: [{ message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] },
      });
    }
    expect(encountered).toEqual([message, message]);
    expect(logged).toEqual([]);
  },
);
