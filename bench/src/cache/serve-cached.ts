import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import createResponseCache from '@apollo/server-plugin-response-cache';
import {
  createAnswerCache,
  createGateway,
  createHttpSubgraph,
  createResilientSubgraph,
  type GatewayOptions,
} from '@supergraph/engine';
import { apolloServerOptions } from '@supergraph/service-kit/apollo-server-options.ts';
import { createCacheControlPlugin } from '@supergraph/service-kit/known/cache-control-plugin.ts';
import { createKnownOperationsServer } from '@supergraph/service-kit/known/known-operations-server.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { serveApollo } from '../gateways/serve-apollo.ts';
import { isRecord } from '../processes/is-record.ts';
import type { CacheKind } from './cache-kinds.ts';

/** Serves one kind of gateway. The part of the cache that a request uses is the `viewer` in its extensions. */
export async function serveCached(kind: CacheKind, supergraphSdl: string): Promise<number> {
  const server = kind.startsWith('ours')
    ? createOurs(supergraphSdl, kind === 'ours-cached')
    : createStock(supergraphSdl, kind === 'stock-cached');
  return serveApollo(server, (body) => ({ viewer: viewerOf(body) }));
}

function viewerOf(body: unknown): unknown {
  const extensions = isRecord(body) ? body.extensions : undefined;
  return isRecord(extensions) ? extensions.viewer : undefined;
}

/** Creates our server, with everything between engine and subgraph that our gateway has. */
function createOurs(supergraphSdl: string, isCached: boolean): ApolloServer {
  const log = createLog({ service: 'bench', mode: 'production', level: 'warn' });
  return createKnownOperationsServer({
    ...apolloServerOptions(log),
    gateway: createGateway({ supergraphSdl, ...(isCached && { createSubgraph: createCachedSubgraphs() }) }),
    plugins: [ApolloServerPluginUsageReportingDisabled(), createCacheControlPlugin()],
  });
}

function createCachedSubgraphs(): NonNullable<GatewayOptions['createSubgraph']> {
  const keyOf = ({ contextValue }: { readonly contextValue: Readonly<Record<string, unknown>> }) =>
    String(contextValue.viewer);
  const cache = createAnswerCache({
    keysOf: (client) => ({ everyone: keyOf(client), viewer: keyOf(client) }),
  });
  return ({ name, url }) => cache.wrap(name, createResilientSubgraph(createHttpSubgraph({ name, url })));
}

function createStock(supergraphSdl: string, isCached: boolean): ApolloServer {
  const caching: readonly ApolloServerPlugin[] = isCached
    ? [createResponseCache({ extraCacheKeyData: async ({ request }) => request.extensions?.viewer })]
    : [];
  return new ApolloServer({
    gateway: new ApolloGateway({ supergraphSdl }),
    plugins: [ApolloServerPluginUsageReportingDisabled(), ApolloServerPluginCacheControl(), ...caching],
    stopOnTerminationSignals: false,
  });
}
