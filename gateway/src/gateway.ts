import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { createGateway, type Gateway } from '@supergraph/engine';
import { ConfigError } from '@supergraph/service-kit/config.ts';
import { createErrorMask } from '@supergraph/service-kit/errors.ts';
import { createGraphqlRoute } from '@supergraph/service-kit/http/graphql-route.ts';
import { type HttpHandler, startHttpServer } from '@supergraph/service-kit/http/http-server.ts';
import { readOrCreateDevelopmentKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-token.ts';
import { internalIssuer, internalTokenSeconds } from '@supergraph/service-kit/identity/internal-token.ts';
import { createTokenSigner, type TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { createTokenVerifier } from '@supergraph/service-kit/identity/token-verifier.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { createLog, type Log } from '@supergraph/service-kit/log.ts';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { Caller, type GatewayContext, readCaller } from './gateway-context.ts';
import { createDevelopmentPages } from './http/pages/development-pages.ts';
import { createDevelopmentSignIn } from './http/pages/development-sign-in.ts';
import { readSite } from './http/static/read-site.ts';
import { createSiteRoute } from './http/static/site-route.ts';
import { authenticate } from './policy/authenticate.ts';
import { createOperationNameCheck } from './policy/operation-name-check.ts';
import { createSubgraphClient } from './subgraphs/subgraph-client.ts';

/** Starts a gateway: it serves the graph of its supergraph, whether or not the subgraphs are there yet. */
export async function startGateway(config: GatewayConfig): Promise<RunningService> {
  const log = createLog({ service: 'gateway', mode: config.mode, level: config.logLevel });
  const { clientKeys, internalKey } = await readKeys(config, log);
  const verify = createTokenVerifier({
    purpose: 'client',
    keys: clientKeys,
    issuer: config.tokenIssuer,
    audience: config.tokenAudience,
  });
  const signToken = createTokenSigner({
    privateKey: internalKey,
    purpose: 'internal',
    issuer: internalIssuer,
    ttlSeconds: internalTokenSeconds,
  });
  const server = new ApolloServer<GatewayContext>({
    gateway: createExecution(config, signToken, log),
    introspection: config.mode !== 'production',
    hideSchemaDetailsFromClientErrors: config.mode === 'production',
    plugins: [ApolloServerPluginLandingPageDisabled(), createOperationNameCheck()],
    formatError: createErrorMask(log),
    // Fragments that spread each other twice a level would grow without bound, in validation and in planning.
    parseOptions: { maxTokens: 10_000 },
    maxRecursiveSelections: 10_000,
    stopOnTerminationSignals: false,
    logger: log,
  });
  await server.start().catch((cause: unknown) => {
    throw new ConfigError(['SUPERGRAPH must name a composed supergraph that can be served'], { cause });
  });
  const graphql = createGraphqlRoute({
    server,
    maxBodyBytes: config.maxBodyBytes,
    createContext: async (request): Promise<GatewayContext> => ({
      caller: new Caller(await authenticate(request, verify, config.anonymous), request),
    }),
  });
  const http = await startHttpServer({
    host: config.host,
    port: config.port,
    portVariable: 'PORT',
    shutdownDelayMs: config.shutdownDelayMs,
    log,
    routes: {
      '/graphql': graphql,
      ...(config.developmentPages === 'on' && createPages(config)),
      ...createSiteRoutes(config),
    },
  });
  log.info({ url: http.url, subgraphs: config.subgraphs }, 'serving');
  const stop = async (): Promise<void> => {
    await http.stop();
    await server.stop();
  };
  return { url: http.url, stop };
}

/** What executes operations: it asks the subgraphs where the configuration says that they are. */
function createExecution(config: GatewayConfig, signToken: TokenSigner, log: Log): Gateway {
  const urls = new Map(config.subgraphs.map(({ name, url }) => [name, url]));
  return createGateway({
    supergraphSdl: config.supergraph.sdl,
    createSubgraph: ({ name, url }) =>
      createSubgraphClient({
        name,
        url: urls.get(name) ?? url,
        timeoutMs: config.subgraphTimeoutMs,
        maxResponseBytes: config.maxSubgraphBytes,
        forwardHeaders: config.forwardHeaders,
        signToken,
      }),
    clientSignal: ({ contextValue }) => readCaller(contextValue).signal,
    onSubgraphError: ({ subgraph, code, cause }) =>
      log.warn({ err: cause, subgraph, code }, 'a subgraph could not be asked'),
  });
}

async function readKeys({ clientKeys, internalKey, dataDir }: GatewayConfig, log: Log) {
  if (clientKeys !== undefined && internalKey !== undefined) return { clientKeys, internalKey };
  const { client, internal } = await readOrCreateDevelopmentKeys(dataDir, log);
  return { clientKeys: clientKeys ?? client.publicKeys, internalKey: internalKey ?? internal.privateKey };
}

function createPages({ exampleQuery, developmentViewer, developmentViewers, dataDir }: GatewayConfig) {
  const createTokenOf = (viewer: Viewer, ttlSeconds: number) =>
    createDevelopmentToken({ dataDir, viewer, ttlSeconds });
  const createToken = async () => developmentViewer && createTokenOf(developmentViewer, weekInSeconds);
  const signIn = createDevelopmentSignIn({ viewers: developmentViewers, createToken: createTokenOf });
  return createDevelopmentPages({ exampleQuery, createToken, signIn });
}

function createSiteRoutes({ pages }: GatewayConfig): Readonly<Record<string, HttpHandler>> {
  return Object.fromEntries(
    pages.map(({ path, folder }) => [`${path}/*`, createSiteRoute(path, readSite(folder))]),
  );
}

/** A page may stay open for days. */
const weekInSeconds = 7 * 24 * 3600;
