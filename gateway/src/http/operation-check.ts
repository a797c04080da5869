import type { BaseContext, GraphQLRequestListener } from '@apollo/server';
import type { ErrorCode } from '@supergraph/service-kit/error-codes.ts';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import { GraphQLError } from 'graphql';
import { needsStream } from '../live/engine-operations.ts';

/**
 * Creates the check that a document has the requested operation (GraphQL specification, 6.1), and that one answer is
 * enough for it. Without the first, Apollo Server passes no operation to the gateway, and the client's mistake would be
 * answered as a failure of the gateway.
 */
export function createOperationCheck(): KnownPlugin {
  const refuse = (operationName: string | undefined): never => {
    const message = operationName
      ? `The document has no operation with the name ${JSON.stringify(operationName)}.`
      : 'The document must have exactly one operation, or "operationName" must name one of them.';
    const code: ErrorCode = 'OPERATION_RESOLUTION_FAILURE';
    throw new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
  };
  const listener: GraphQLRequestListener<BaseContext> = {
    didResolveOperation: async ({ operation, request }) => {
      // Despite its type, it is undefined if no operation was found.
      if (operation === undefined) refuse(request.operationName);
      if (operation?.operation === 'subscription') refuseSubscription();
    },
  };
  // A known operation has passed the check.
  return { requestDidStart: async () => listener, known: {} };
}

function refuseSubscription(): never {
  const code: ErrorCode = 'NOT_ACCEPTABLE';
  throw new GraphQLError(needsStream, { extensions: { code, http: { status: 406 } } });
}
