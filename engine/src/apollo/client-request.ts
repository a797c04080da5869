import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import { createCacheRestriction } from './cache-control.ts';

/** Creates the client request of an operation that came through Apollo Server. */
export function createClientRequest(requestContext: GatewayGraphQLRequestContext): ClientRequest {
  return {
    headers: requestContext.request.http?.headers,
    contextValue: requestContext.context,
    requestContext,
    restrictCache: createCacheRestriction(requestContext.overallCachePolicy),
  };
}

/** Request without a client, for what the gateway requests itself, such as health checks. */
export const noClient: ClientRequest = {
  headers: undefined,
  contextValue: {},
  requestContext: undefined,
  restrictCache: () => {},
};
