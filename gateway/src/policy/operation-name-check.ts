import type { ApolloServerPlugin, BaseContext, GraphQLRequestListener } from '@apollo/server';
import { GraphQLError } from 'graphql';

/**
 * Creates the check that a document has the operation that is asked for (GraphQL specification, 6.1). Without
 * it Apollo Server hands a gateway no operation, and what is the client's mistake would be our fault.
 */
export function createOperationNameCheck(): ApolloServerPlugin<BaseContext> {
  const refuse = (operationName: string | undefined): never => {
    const message = operationName
      ? `The document has no operation with the name ${JSON.stringify(operationName)}.`
      : 'The document has several operations, or none: "operationName" must say which.';
    throw new GraphQLError(message, {
      extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
    });
  };
  const listener: GraphQLRequestListener<BaseContext> = {
    didResolveOperation: async ({ operation, request }) => {
      // Against its type, it is undefined where no operation was found.
      if (operation === undefined) refuse(request.operationName);
    },
  };
  return { requestDidStart: async () => listener };
}
