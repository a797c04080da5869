import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';

/**
 * Returns the operation of a request with its locations in the client's text. Cached documents have no locations,
 * because those retain the text, so the text is parsed again for errors that need them.
 */
export function locateOperation({
  source,
  operation,
}: Pick<GatewayGraphQLRequestContext, 'source' | 'operation'>): OperationDefinitionNode {
  if (operation.loc !== undefined) return operation;
  const located = parse(source).definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === operation.name?.value,
  );
  return located ?? operation;
}
