import type { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import { apolloServerOptions } from '../apollo-server-options.ts';
import type { ErrorCode } from '../error-codes.ts';
import { ExpectedError } from '../errors.ts';
import { createFeedRoute } from '../events/feed/feed-route.ts';
import { createFeedAuthentication } from '../events/feed/feed-token.ts';
import { createGraphqlRoute } from '../http/graphql-route.ts';
import type { HttpRequest } from '../http/http-handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { startHttpServer } from '../http/http-server.ts';
import { acceptsEventStream } from '../http/server-sent-events.ts';
import { createCacheControlPlugin } from '../known/cache-control-plugin.ts';
import { createKnownOperationsServer } from '../known/known-operations-server.ts';
import type { Lifetime } from '../lifetime.ts';
import { createSubgraphPages } from '../pages/subgraph-pages.ts';
import type { ProcessOverrides, RunningService } from '../run-process.ts';
import { startObserved } from '../telemetry/telemetry.ts';
import { variablePrefix } from '../variable-prefix.ts';
import { startInternalAuthentication } from './internal-authentication.ts';
import { createSchemaGateway } from './schema-gateway.ts';
import { createStartSubscription } from './start-subscription.ts';
import type { SubgraphConfig } from './subgraph-config.ts';
import {
  type RequestContext,
  type SubgraphDefinition,
  type SubgraphOverrides,
  type SubgraphRuntime,
  startSubgraphRuntime,
} from './subgraph-runtime.ts';
import { createSubscribe } from './subscription.ts';
import { createSubscriptionRoute } from './subscription-route.ts';
import { createSubscriptionSocket } from './subscription-socket.ts';

/** Starts a subgraph on its database, as a separate server. */
export async function startSubgraph<Tables, Data extends object>(
  definition: SubgraphDefinition<Tables, Data>,
  config: SubgraphConfig,
  overrides: SubgraphOverrides & ProcessOverrides = {},
): Promise<RunningService> {
  return startObserved(config.name, config.telemetry, overrides, async (telemetry) =>
    serveSubgraph(
      config,
      await startSubgraphRuntime(definition, config, { ...overrides, telemetry }),
      overrides,
    ),
  );
}

/**
 * Serves a running subgraph over HTTP. Stopping the service stops the subgraph. Every request, including `_service`
 * and `_entities`, needs a token that a gateway signed for this subgraph.
 */
export async function serveSubgraph<Context extends RequestContext>(
  config: SubgraphConfig,
  subgraph: SubgraphRuntime<Context>,
  { beforeListen }: ProcessOverrides = {},
): Promise<RunningService> {
  const { name, log } = subgraph;
  const authentication = await startInternalAuthentication(config, log);
  const server = createServer(config, subgraph);
  await server.start();
  const graphql = createGraphqlRoute({
    server,
    maxBodyBytes: config.server.maxBodyBytes,
    maxResponseBytes: config.server.maxResponseBytes,
    authenticate: async (request) => ({
      viewer: await authentication.authenticate(request),
      lifetime: readLifetime(request),
    }),
    createContext: ({ viewer, lifetime }) => refusable(() => subgraph.createContext(viewer, lifetime)),
  });
  const { maxSubscriptions } = config.events;
  const start = createStartSubscription({ subscribe: createSubscribe(subgraph), maxSubscriptions });
  const { maxBodyBytes } = config.server;
  const subscriptionOptions = { start, authenticate: authentication.authenticate, maxBodyBytes };
  const subscriptions = createSubscriptionRoute(subscriptionOptions);
  const http = await startHttpServer({
    host: config.server.host,
    port: config.server.port,
    portVariable: `${variablePrefix(name)}_PORT`,
    beforeListen,
    settings: config.server,
    warnings: subgraph.warnings,
    log,
    telemetry: subgraph.telemetry,
    routes: {
      ...(config.pages.development && createSubgraphPages(config)),
      '/graphql': (request) =>
        acceptsEventStream(request.headers.accept) ? subscriptions(request) : graphql(request),
      '/events': createFeedRoute({
        service: name,
        source: subgraph.eventSource,
        authenticate: createFeedAuthentication(name, subgraph.feedSecrets),
      }),
    },
    upgrades: { '/graphql': createSubscriptionSocket(subscriptionOptions) },
  });
  log.info({ url: http.url }, 'serving');
  const stop = async (): Promise<void> => {
    await http.stop();
    await server.stop();
    await subgraph.stop();
    authentication.stop();
  };
  return { url: http.url, inFlight: http.inFlight, stop };
}

function createServer<Context extends RequestContext>(
  { mode }: SubgraphConfig,
  { schema, formatError, log }: SubgraphRuntime<Context>,
): ApolloServer<Context> {
  return createKnownOperationsServer<Context>({
    ...apolloServerOptions(log),
    gateway: createSchemaGateway(schema),
    introspection: mode !== 'production',
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      createCacheControlPlugin(),
    ],
    validationRules: [refuseSubscriptions],
    formatError,
    parseOptions: { maxTokens: 20_000 },
    // Gateways send no persisted queries.
    persistedQueries: false,
  });
}

/** Refuses subscriptions of clients that do not accept a stream. A rule costs valid documents nothing once they are cached. */
function refuseSubscriptions(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (node.operation !== 'subscription') return;
      const message = 'A subscription is answered as a stream: send the header Accept: text/event-stream.';
      const code: ErrorCode = 'NOT_ACCEPTABLE';
      context.reportError(new GraphQLError(message, { extensions: { code, http: { status: 406 } } }));
    },
  };
}

/** Gives expected errors the status 400. Gateways take 500, Apollo Server's default, for a failure of the subgraph. */
function refusable<Context>(createContext: () => Context): Context {
  try {
    return createContext();
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const extensions = { http: { status: 400 } };
    throw new GraphQLError(error.message, { originalError: error, extensions });
  }
}

/**
 * Returns how long the gateway waits for the answer: until it closes the connection, or for `x-deadline-ms`
 * milliseconds. Throws HttpProblem 400 if that header is malformed.
 */
function readLifetime({ headers, signal }: HttpRequest): Lifetime {
  const header = headers['x-deadline-ms'];
  if (header === undefined) return { signal, deadline: undefined };
  if (!/^\d{1,9}$/.test(header)) {
    const message = `The header X-Deadline-Ms must be milliseconds, but is ${JSON.stringify(header)}.`;
    throw new HttpProblem('BAD_REQUEST', message);
  }
  return { signal, deadline: performance.now() + Number(header) };
}
