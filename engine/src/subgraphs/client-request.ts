import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { createCacheRestriction } from './cache-control.ts';
import type { ClientRequest } from './subgraph.ts';

/** A request that came through Apollo Server. */
export function createClientRequest(requestContext: GatewayGraphQLRequestContext): ClientRequest {
  return {
    headers: requestContext.request.http?.headers,
    contextValue: requestContext.context,
    requestContext,
    restrictCache: createCacheRestriction(requestContext.overallCachePolicy),
  };
}

/** Nobody's request: what the gateway asks for itself, such as whether a subgraph is healthy. */
export const noClient: ClientRequest = {
  headers: undefined,
  contextValue: {},
  requestContext: undefined,
  restrictCache: () => {},
};
