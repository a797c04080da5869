import { execute, type GraphQLSchema } from 'graphql';
import type { Gateway } from '../known/executor.ts';
import { createCacheHints } from './cache-hints.ts';

/**
 * Creates a gateway for Apollo Server that executes operations on a schema with graphql-js, as Apollo Server does.
 * Restricts the cache policy of answers by the schema's `@cacheControl`.
 */
export function createSchemaGateway(schema: GraphQLSchema): Gateway {
  const hintOf = createCacheHints(schema);
  return {
    onSchemaLoadOrUpdate(listener) {
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    load: async () => ({
      executor: async ({ document, operation, overallCachePolicy, request, context: contextValue }) => {
        const { operationName, variables } = request;
        // Apollo Server leaves an operation that the document does not have to its executor, against its types.
        if (hintOf !== undefined && operation !== undefined)
          overallCachePolicy.restrict(hintOf(document, operation));
        return execute({ schema, document, contextValue, operationName, variableValues: variables });
      },
    }),
    stop: async () => {},
  };
}
