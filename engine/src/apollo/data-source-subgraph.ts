import type { GatewayGraphQLRequest, GatewayGraphQLResponse } from '@apollo/server-gateway-interface';
import { type DocumentNode, parse } from 'graphql';
import { createDocumentCache } from '../document-cache.ts';
import type { EngineErrorCode } from '../error-codes.ts';
import type { Subgraph, SubgraphRequest } from '../subgraphs/subgraph.ts';
import { type ClientError, SubgraphError } from '../subgraphs/subgraph-error.ts';
import { ApolloClientRequest } from './apollo-client-request.ts';
import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from './graphql-data-source.ts';

/**
 * Creates a subgraph from a data source of @apollo/gateway. The data source is called as @apollo/gateway calls it,
 * and its own timeouts apply. A `GraphQLError` that it throws is sent to clients with its code and HTTP status. Any
 * other error is only logged.
 */
export function createDataSourceSubgraph(dataSource: GraphQLDataSource): Subgraph {
  const documents = createDocumentCache<DocumentNode>();
  const documentOf = (query: string): DocumentNode => {
    const document = documents.get(query) ?? parse(query, { noLocation: true });
    documents.set(query, document);
    return document;
  };
  return {
    async execute(request) {
      const response = await processRequest(dataSource, createProcessOptions(request, documentOf));
      if (typeof response !== 'object' || response === null) return response;
      restrictCache(dataSource, response, request);
      if (response.http?.status !== undefined) request.observer?.onResponse(response.http.status);
      // Copied, because the executor merges later answers into this object and a data source may reuse its answer.
      return { data: copyOf(response.data), errors: response.errors };
    },
  };
}

function createProcessOptions(
  request: SubgraphRequest,
  documentOf: (query: string) => DocumentNode,
): GraphQLDataSourceProcessOptions {
  const { query, operationName, variables, client, path } = request;
  const asked: GatewayGraphQLRequest = {
    query,
    variables,
    ...(operationName !== undefined && { operationName }),
  };
  if (!(client instanceof ApolloClientRequest)) return { kind: 'health check', request: asked, context: {} };
  return {
    kind: 'incoming operation',
    request: asked,
    context: client.requestContext.context,
    incomingRequestContext: client.requestContext,
    document: documentOf(query),
    pathInIncomingRequest: path,
  };
}

async function processRequest(
  dataSource: GraphQLDataSource,
  options: GraphQLDataSourceProcessOptions,
): Promise<GatewayGraphQLResponse> {
  try {
    return await dataSource.process(options);
  } catch (cause) {
    throw new SubgraphError('SUBREQUEST_HTTP_ERROR', 'the data source failed', {
      cause,
      ...(isGraphQLError(cause) && { forClients: toClientError(cause) }),
    });
  }
}

type GraphQLErrorLike = Error & { readonly extensions: { readonly code?: unknown; readonly http?: unknown } };

/** Returns true for a GraphQL error, including one of another copy of graphql-js or of Apollo Server 3. */
function isGraphQLError(cause: unknown): cause is GraphQLErrorLike {
  return (
    cause instanceof Error &&
    'extensions' in cause &&
    typeof cause.extensions === 'object' &&
    cause.extensions !== null
  );
}

function toClientError(error: GraphQLErrorLike): ClientError {
  const { code, http } = error.extensions;
  return {
    message: error.message,
    code: typeof code === 'string' ? code : ('DOWNSTREAM_SERVICE_ERROR' satisfies EngineErrorCode),
    ...(isHttpHead(http) && { details: { http } }),
    originalError: error,
  };
}

/** Returns true for an `extensions.http` that Apollo Server can apply. It would send any other value to clients. */
function isHttpHead(http: unknown): boolean {
  if (typeof http !== 'object' || http === null) return false;
  const { status, headers }: { status?: unknown; headers?: unknown } = http;
  const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599;
  return (status === undefined || isStatus) && (headers === undefined || headers instanceof Map);
}

/**
 * Applies the rest of the cache headers, such as no-store: `RemoteGraphQLDataSource` only restricts the policy by
 * `max-age` and `private`. Does nothing if the data source does not honor cache headers.
 */
function restrictCache(
  dataSource: GraphQLDataSource,
  { http }: GatewayGraphQLResponse,
  { client }: SubgraphRequest,
): void {
  const honors =
    'honorSubgraphCacheControlHeader' in dataSource && dataSource.honorSubgraphCacheControlHeader === true;
  if (!honors || http === undefined) return;
  const [cacheControl, age] = ['cache-control', 'age'].map((name) => http.headers.get(name) ?? undefined);
  client.restrictCache({ cacheControl, age });
}

/** Returns a copy of lists and plain objects. Other objects, such as values of custom scalars, are not copied. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)]));
}
