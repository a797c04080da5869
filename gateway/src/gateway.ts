import { createGateway, type Gateway, type GatewayOptions } from '@supergraph/engine';
import { createErrorMask } from '@supergraph/service-kit/errors.ts';
import type { HttpHandler, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { startHttpServer } from '@supergraph/service-kit/http/http-server.ts';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import { createLog, type Log } from '@supergraph/service-kit/log.ts';
import type { ProcessOverrides, RunningService } from '@supergraph/service-kit/run-process.ts';
import { startRedisStore } from '@supergraph/service-kit/store/redis-store.ts';
import type { SharedStore } from '@supergraph/service-kit/store/shared-store.ts';
import type { SubgraphRuntime } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { startObserved, type Telemetry } from '@supergraph/service-kit/telemetry/telemetry.ts';
import { describeWorker } from '@supergraph/service-kit/workers/worker-slot.ts';
import { startApolloServer } from './apollo-server.ts';
import { startCache } from './cache/start-cache.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { readCaller, sharingKey } from './gateway-context.ts';
import { createGraphRoutes } from './http/graph-routes.ts';
import { createDevelopmentPages, readDevelopmentProblems } from './http/pages/development-pages.ts';
import { startProgramDoors } from './http/program-doors.ts';
import { readSite } from './http/static/read-site.ts';
import { createSignInRoute } from './http/static/sign-in-route.ts';
import { createSiteRoute } from './http/static/site-route.ts';
import { createStatusRoutes } from './http/status-routes.ts';
import { type Identity, startIdentity } from './policy/identity.ts';
import { createRegisteredTexts } from './policy/persisted/registered-texts.ts';
import type { RateLimiter } from './policy/rate/rate-limiter.ts';
import { type Policies, startPolicies } from './policy/start-policies.ts';
import { createGatewayRejections } from './subgraphs/gateway-rejections.ts';
import { type SubgraphLog, startSubgraphLog } from './subgraphs/start-subgraph-log.ts';
import { createSubgraphFactory, type SubgraphFactoryOptions } from './subgraphs/subgraph-factory.ts';
import {
  createSupergraphSource,
  describeSupergraph,
  logSupergraph,
  type SupergraphSource,
} from './supergraph/supergraph-source.ts';
import { createGatewayTelemetry, type GatewayTelemetry } from './telemetry/gateway-telemetry.ts';

import { shareSupergraph } from './workers/shared-supergraph.ts';

/** Parts that a gateway takes from its caller. */
export interface GatewayOverrides extends ProcessOverrides {
  /** Subgraphs that run in this process. All others are called over HTTP. The caller stops them. */
  readonly inProcessSubgraphs?: readonly SubgraphRuntime[];
  /** Rate limiter that several gateways share. default: each gateway counts in its own memory */
  readonly rateLimiter?: RateLimiter;
  /** Further plugins of Apollo Server. default: none */
  readonly plugins?: readonly KnownPlugin[];
  /** Telemetry of the process. The caller stops it. default: by the configuration */
  readonly telemetry?: Telemetry;
}

/** Starts a gateway. It serves the graph of its supergraph, whether or not the subgraphs are reachable yet. */
export async function startGateway(
  config: GatewayConfig,
  overrides: GatewayOverrides = {},
): Promise<RunningService> {
  const { telemetry: given } = overrides;
  if (given !== undefined) return start(config, overrides, given);
  return startObserved('gateway', config.telemetry, overrides, (telemetry) =>
    start(config, overrides, telemetry),
  );
}

async function start(
  config: GatewayConfig,
  { inProcessSubgraphs = [], rateLimiter, plugins = [], beforeListen }: GatewayOverrides,
  telemetry: Telemetry,
): Promise<RunningService> {
  const log = createLog({ service: 'gateway', mode: config.mode, level: config.logLevel });
  const identity = await startIdentity(config, log);
  const store = await startStore(config.store, log);
  const policies = await startPolicies({ config, identity, rateLimiter, store }, log);
  const watch = createGatewayTelemetry(telemetry, log, {
    safelist: policies.safelist,
    hasStatus: config.telemetry.hasStatus,
  });
  const source = createSupergraphSource(config.supergraph.source, config.dataDir, log);
  const subgraphLog = startSubgraphLog(log);
  const rejections = createGatewayRejections();
  const watches = { config, rejections, subgraphLog, telemetry: watch };
  const cache = await startCache(config, store, log);
  const clients = createClients({ ...watches, identity, inProcessSubgraphs, cache: cache.answers });
  const execution = createExecution({ ...watches, source, clients, policies }, log);
  telemetry.metrics.observe('supergraph.refused', () => [{ value: execution.status().refused ? 1 : 0 }]);
  const hideSuggestions = config.mode === 'production';
  const formatError = createErrorMask(log, { hideSuggestions, showCauses: config.showCauses });
  const registered = config.persisted.apq ? createRegisteredTexts(store) : undefined;
  const shared = { config, policies, formatError, registered, metrics: telemetry.metrics };
  const hooks = [...watch.plugins, ...plugins];
  const server = await startApolloServer({ ...shared, plugins: hooks, gateway: execution }, log);
  const { shared: parts, ...graph } = createGraphRoutes({ ...shared, server, engine: execution.engine }, log);
  const programs = await startProgramDoors({ config, policies, engine: execution.engine, ...parts, log });
  const authenticate = (request: HttpRequest) => parts.authenticate(request, policies.admitCaller);
  const { collect } = telemetry;
  const status = createStatusRoutes({ config, authenticate, collect, top: watch.top });
  const http = await startHttpServer({
    ...serverOptions(config),
    beforeListen,
    isReady: identity.isReady,
    warnings: () => [
      ...[policies, rejections, programs, cache, ...inProcessSubgraphs].flatMap((part) => part.warnings()),
      ...readDevelopmentProblems(config.pages.problems),
    ],
    describe: () => ({ ...describeWorker(), ...describeSupergraph(execution.status(), source.describe()) }),
    log,
    telemetry,
    ...graph,
    routes: { ...graph.routes, ...programs.routes, ...createPageRoutes(config), ...status, ...cache.routes },
  });
  const inProcess = inProcessSubgraphs.map(({ name }) => name);
  log.info({ url: http.url, subgraphs: config.supergraph.subgraphs, inProcess }, 'serving');
  const stop = async (): Promise<void> => {
    await http.stop();
    programs.stop();
    policies.stop();
    await cache.stop();
    store?.stop();
    await server.stop();
    identity.stop();
    subgraphLog.stop();
  };
  return { url: http.url, inFlight: http.inFlight, stop };
}

/** Returns the options of the HTTP server that only depend on the configuration. */
function serverOptions(config: GatewayConfig) {
  return {
    host: config.server.host,
    port: config.server.port,
    portVariable: 'PORT',
    settings: config.server,
    connectionLimits: config.connections,
    // Answers all accepted requests, if necessary with the data that arrives before the deadline.
    drainMs: config.subgraphs.answerTimeoutMs + 1_000,
    trustsTraces: config.trustTraceparent,
  };
}

/** Starts the store that gateways share, or returns undefined if there is none. */
async function startStore(
  { url, timeoutMs }: GatewayConfig['store'],
  log: Log,
): Promise<SharedStore | undefined> {
  return url === undefined ? undefined : startRedisStore({ url, timeoutMs, log });
}

/** Creates the clients of subgraphs, whose events go to the log and the telemetry. */
function createClients({
  identity: { signToken },
  subgraphLog,
  telemetry,
  ...options
}: Pick<SubgraphFactoryOptions, 'config' | 'inProcessSubgraphs' | 'rejections' | 'cache'> & {
  readonly identity: Pick<Identity, 'signToken'>;
  readonly subgraphLog: SubgraphLog;
  readonly telemetry: GatewayTelemetry;
}): NonNullable<GatewayOptions['createSubgraph']> {
  return createSubgraphFactory({
    ...options,
    signToken,
    onCreate: telemetry.onSubgraph,
    onEvent: (subgraph, event) => {
      subgraphLog.onEvent(subgraph, event);
      telemetry.onSubgraphEvent(subgraph, event);
    },
  });
}

/** Creates the engine's gateway, which executes operations with subgraph requests. */
function createExecution(
  options: {
    readonly config: GatewayConfig;
    readonly source: SupergraphSource;
    readonly clients: NonNullable<GatewayOptions['createSubgraph']>;
    readonly policies: Policies;
    readonly subgraphLog: SubgraphLog;
    readonly telemetry: GatewayTelemetry;
  },
  log: Log,
): Gateway {
  const { config, source, clients, policies, telemetry } = options;
  const { authorization, cost, chargeCost, trace, onPlanned } = policies;
  return createGateway({
    supergraphSdl: shareSupergraph(source.manager),
    createSubgraph: clients,
    authorization,
    cost: { ...cost, ...(chargeCost && { admit: chargeCost }) },
    trace,
    ...(telemetry.observe && { observe: telemetry.observe }),
    requestTimeoutMs: config.subgraphs.answerTimeoutMs,
    overrideLabels: () => config.planning.overrideLabels,
    maxResponseBytes: config.server.maxResponseBytes,
    warmUpOperations: config.planning.warmUpOperations,
    planning: { timeoutMs: config.planning.timeoutMs, maxMemoryMb: config.planning.maxMemoryMb },
    callerOf: ({ contextValue }) => readCaller(contextValue).rateKey,
    ...(onPlanned && { onPlanned }),
    clientSignal: ({ contextValue }) => readCaller(contextValue).signal,
    shareSubscriptions: (client) => sharingKey(client, config.subgraphs.forwardHeaders),
    onSupergraph: (event) => {
      logSupergraph(event, log);
      telemetry.onSupergraph(event);
      if (event.outcome === 'served') source.onServed(event.supergraphSdl);
    },
    onSubgraphError: options.subgraphLog.onFailure,
    onClientGone: options.subgraphLog.onClientGone,
    onError: (message, err, { origin }) => {
      if (origin === 'client') log.error({ err }, message);
    },
  });
}

function createPageRoutes(config: GatewayConfig): Readonly<Record<string, HttpHandler>> {
  const { development, sites, signIn, viewers } = config.pages;
  const ways = { tokens: config.mode !== 'production', viewers: development && viewers.length > 0 };
  return {
    ...(development && createDevelopmentPages(config)),
    ...Object.fromEntries(
      sites.map(({ path, folder }) => [
        `${path}/*`,
        createSiteRoute(path, readSite(folder), signIn?.origins),
      ]),
    ),
    ...(sites.length > 0 && {
      '/sign-in.json': createSignInRoute(signIn, ways),
    }),
  };
}
