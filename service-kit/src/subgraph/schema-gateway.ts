import { execute, type GraphQLSchema } from 'graphql';
import type { Gateway } from '../known/executor.ts';

/** Creates a gateway for Apollo Server that executes operations on a schema with graphql-js, as Apollo Server does. */
export function createSchemaGateway(schema: GraphQLSchema): Gateway {
  return {
    onSchemaLoadOrUpdate(listener) {
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    load: async () => ({
      executor: async ({ document, request: { operationName, variables }, context: contextValue }) =>
        execute({ schema, document, contextValue, operationName, variableValues: variables }),
    }),
    stop: async () => {},
  };
}
