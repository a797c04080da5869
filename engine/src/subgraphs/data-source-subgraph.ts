import type { GatewayGraphQLRequest, GatewayGraphQLResponse } from '@apollo/server-gateway-interface';
import { type DocumentNode, parse } from 'graphql';
import type { EngineErrorCode } from '../error-codes.ts';
import { createDocumentCache } from './document-cache.ts';
import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from './graphql-data-source.ts';
import type { Subgraph, SubgraphRequest } from './subgraph.ts';
import { type ClientError, type HttpHead, SubgraphError } from './subgraph-error.ts';

/**
 * A subgraph behind a data source of @apollo/gateway, which is called as that gateway calls it and keeps its own time. A
 * `GraphQLError` that it throws is for clients, with its code and HTTP status; any other error is for the log.
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
      // The executor merges further answers into this one, which a data source may keep and give again.
      return { data: copyOf(response.data), errors: response.errors };
    },
  };
}

function createProcessOptions(
  request: SubgraphRequest,
  documentOf: (query: string) => DocumentNode,
): GraphQLDataSourceProcessOptions {
  const { query, operationName, variables, client, path } = request;
  const { requestContext } = client;
  const asked: GatewayGraphQLRequest = {
    query,
    variables,
    ...(operationName !== undefined && { operationName }),
  };
  if (requestContext === undefined) return { kind: 'health check', request: asked, context: {} };
  return {
    kind: 'incoming operation',
    request: asked,
    context: requestContext.context,
    incomingRequestContext: requestContext,
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

/** Accepts errors of another copy of graphql-js, or of Apollo Server 3, too. */
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
    ...(isHttpHead(http) && { http }),
    originalError: error,
  };
}

/** Apollo Server sends clients an `extensions.http` that it cannot use. */
function isHttpHead(http: unknown): http is HttpHead {
  if (typeof http !== 'object' || http === null) return false;
  const { status, headers }: { status?: unknown; headers?: unknown } = http;
  const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599;
  return (status === undefined || isStatus) && (headers === undefined || headers instanceof Map);
}

/**
 * `RemoteGraphQLDataSource` has restricted the policy by `max-age` and `private` alone. What else the header says, such as
 * no-store, is made up for; a data source that honors no headers has them left alone.
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

/** A copy of lists and plain objects; what a custom scalar's values are made of is left as it is. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)]));
}
