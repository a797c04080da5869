import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { ClientHeaders, ClientRequest, RestrictCache } from '../subgraphs/subgraph.ts';
import { createCacheRestriction } from './cache-control.ts';

/** Client request that came through Apollo Server, with its context for data sources and the log. */
export class ApolloClientRequest implements ClientRequest {
  readonly headers: ClientHeaders | undefined;
  readonly contextValue: Readonly<Record<string, unknown>>;
  readonly origin = 'client';
  readonly restrictCache: RestrictCache;
  readonly requestContext: GatewayGraphQLRequestContext;

  constructor(requestContext: GatewayGraphQLRequestContext) {
    this.headers = requestContext.request.http?.headers;
    this.contextValue = requestContext.context;
    this.restrictCache = createCacheRestriction(requestContext.overallCachePolicy);
    this.requestContext = requestContext;
  }
}
