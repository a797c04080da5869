import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
} from '@apollo/server';

/**
 * Creates the plugin that sets how long an answer may be cached, if its subgraphs do. Other answers, errors and lists
 * of answers are not cached. Replaces Apollo Server's own plugin, which also prepares to watch fields that the server
 * resolves itself. A gateway has none, and that costs 6 % of a small query.
 */
export function createCacheControlPlugin(): ApolloServerPlugin<BaseContext> {
  const listener: GraphQLRequestListener<BaseContext> = { willSendResponse };
  return { requestDidStart: async () => listener };
}

async function willSendResponse({
  response: { http, body },
  overallCachePolicy,
  requestIsBatched,
}: GraphQLRequestContextWillSendResponse<BaseContext>): Promise<void> {
  const policy = overallCachePolicy.policyIfCacheable();
  if (policy === null || requestIsBatched || body.kind !== 'single' || body.singleResult.errors) return;
  http.headers.set('cache-control', `max-age=${policy.maxAge}, ${policy.scope.toLowerCase()}`);
}
