import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { createOrdersData } from '@supergraph/orders/context.ts';
import type { OrdersTables } from '@supergraph/orders/tables.ts';
import { apolloServerOptions } from '@supergraph/service-kit/apollo-server-options.ts';
import { createDatabase, createDatabasePool } from '@supergraph/service-kit/database/database.ts';
import { createErrorMask } from '@supergraph/service-kit/errors.ts';
import { createGraphqlRoute } from '@supergraph/service-kit/http/graphql-route.ts';
import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { startHttpServer } from '@supergraph/service-kit/http/http-server.ts';
import {
  developmentAudience,
  developmentIssuer,
  readOrCreateDevelopmentKeys,
} from '@supergraph/service-kit/identity/development-keys.ts';
import { createFixedKeys } from '@supergraph/service-kit/identity/key-source.ts';
import { createTokenVerifier, readBearerToken } from '@supergraph/service-kit/identity/token-verifier.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { createKnownOperationsServer } from '@supergraph/service-kit/known/known-operations-server.ts';
import { createLog, type Log } from '@supergraph/service-kit/log.ts';
import { createSchemaGateway } from '@supergraph/service-kit/subgraph/schema-gateway.ts';
import type { RequestContext } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { createUsersData } from '@supergraph/users/context.ts';
import type { UsersTables } from '@supergraph/users/user-store.ts';
import { createHandwrittenSchema, type HandwrittenContext } from './create-schema.ts';

/** Databases, keys, and a callback for SQL statements. */
export interface HandwrittenOptions {
  readonly usersUrl: string;
  readonly ordersUrl: string;
  readonly dataDir: string;
  /** True to answer known operations as our services do, false for Apollo Server as people write it. */
  readonly knowsOperations: boolean;
  readonly onStatement: (sql: string) => void;
}

/**
 * Starts one GraphQL server without federation. It has the same HTTP server, Apollo Server, token check, error mask and
 * pools as the graph, so that only the execution differs.
 */
export async function startHandwritten(options: HandwrittenOptions): Promise<{ readonly url: string }> {
  const log = createLog({ service: 'handwritten', mode: 'development', level: 'warn' });
  const { client } = await readOrCreateDevelopmentKeys(options.dataDir);
  const verifier = createTokenVerifier({
    purpose: 'client',
    keys: createFixedKeys(client.publicKeys),
    issuer: developmentIssuer,
    audience: developmentAudience,
    algorithms: ['ES256'],
    clockSkewMs: 5_000,
  });
  const { onStatement } = options;
  const pool = { poolSize: 10, connectTimeoutMs: 15_000, statementTimeoutMs: 60_000, log, onStatement };
  const usersDb = createDatabase<UsersTables>(createDatabasePool({ ...pool, url: options.usersUrl }));
  const ordersDb = createDatabase<OrdersTables>(createDatabasePool({ ...pool, url: options.ordersUrl }));
  const server = createServer(options.knowsOperations, log);
  await server.start();
  const authenticate = async ({ headers: { authorization } }: HttpRequest): Promise<Viewer> => {
    const token = readBearerToken(authorization);
    if (token === undefined) throw new HttpProblem('UNAUTHENTICATED', 'A token is required.');
    return verifier.verify(token);
  };
  return startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes: 64_000_000 },
    log,
    routes: {
      '/graphql': createGraphqlRoute({
        server,
        maxBodyBytes: 1_000_000,
        maxResponseBytes: 16_000_000,
        authenticate,
        createContext: (viewer) => ({
          ...createUsersData(usersDb),
          ...createOrdersData(ordersDb),
          viewer,
          events: noEvents,
        }),
      }),
    },
  });
}

function createServer(knowsOperations: boolean, log: Log): ApolloServer<HandwrittenContext> {
  const schema = createHandwrittenSchema();
  const shared = {
    introspection: false,
    // The plugin for cache control checks every field for hints, and this schema has none.
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled()],
    formatError: createErrorMask(log),
    // The route refuses cross-site requests, as it does for the gateway.
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    logger: log,
  };
  if (!knowsOperations) return new ApolloServer<HandwrittenContext>({ ...shared, schema });
  return createKnownOperationsServer<HandwrittenContext>({
    ...shared,
    ...apolloServerOptions(log),
    gateway: createSchemaGateway(schema),
  });
}

/** The benchmark has queries only. */
const noEvents: RequestContext['events'] = {
  follow: async () => {
    throw new Error('the handwritten server has no subscriptions');
  },
  announce: () => {},
};
