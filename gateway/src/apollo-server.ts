import type { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Gateway } from '@supergraph/engine';
import { apolloServerOptions } from '@supergraph/service-kit/apollo-server-options.ts';
import { ConfigError } from '@supergraph/service-kit/config.ts';
import type { ErrorMask } from '@supergraph/service-kit/errors.ts';
import { createCacheControlPlugin } from '@supergraph/service-kit/known/cache-control-plugin.ts';
import { createKnownOperationsServer } from '@supergraph/service-kit/known/known-operations-server.ts';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { GatewayConfig } from './gateway-config.ts';
import type { GatewayContext } from './gateway-context.ts';
import { createOperationCheck } from './http/operation-check.ts';
import type { RegisteredTexts } from './policy/persisted/registered-texts.ts';
import type { Policies } from './policy/start-policies.ts';

/** Starts Apollo Server with the engine's gateway. Throws ConfigError if the supergraph cannot be served. */
export async function startApolloServer(
  options: {
    readonly config: GatewayConfig;
    readonly gateway: Gateway;
    readonly policies: Pick<Policies, 'plugins'>;
    /** default: none */
    readonly plugins: readonly KnownPlugin[] | undefined;
    readonly formatError: ErrorMask;
    readonly registered: RegisteredTexts | undefined;
  },
  log: Log,
): Promise<ApolloServer<GatewayContext>> {
  const { config, gateway, policies, plugins = [], formatError, registered } = options;
  const server = createKnownOperationsServer<GatewayContext>({
    ...apolloServerOptions(log),
    gateway,
    introspection: config.access.introspection,
    hideSchemaDetailsFromClientErrors: config.mode === 'production',
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      createCacheControlPlugin(),
      createOperationCheck(),
      ...policies.plugins,
      ...plugins,
    ],
    formatError,
    allowBatchedHttpRequests: config.limits.maxBatchSize > 1,
    persistedQueries: registered !== undefined && { cache: registered },
  });
  await server.start().catch((cause: unknown) => {
    throw new ConfigError(['SUPERGRAPH must name a composed supergraph that can be served'], { cause });
  });
  return server;
}
