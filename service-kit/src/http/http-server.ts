import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerOptions } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { requestScope } from '../request-scope.ts';
import type { RunningService } from '../run-process.ts';
import type { ServerConfig } from '../service-settings.ts';
import { type AnswerOptions, answerRequest } from './answer-request.ts';
import { type ConnectionLimits, defaultConnectionLimits } from './connection-limits.ts';
import { type DrainOptions, trackConnections } from './connections.ts';
import type { Readiness } from './health.ts';
import type { HttpReply, HttpRequest } from './http-handler.ts';
import { createHttpTelemetry, type HttpTelemetryOptions } from './http-telemetry.ts';
import { type ListenOptions, listen, urlOf } from './listen.ts';
import { startLoadShedding } from './load-shedding.ts';
import { readRequest, watchClient } from './read-request.ts';
import { refuseMalformed } from './refuse-malformed.ts';
import type { Routes, UpgradeRoutes } from './router.ts';
import { createServerRoutes } from './server-routes.ts';
import { startUnreadReplies } from './unread-replies.ts';
import { acceptUpgrade, listenForUpgrades } from './upgrades.ts';

/** Routes and address of a server. */
export interface HttpServerOptions extends Readiness, ListenOptions, HttpTelemetryOptions {
  readonly log: Log;
  /** Routes by path. `/health` and `/ready` are added. */
  readonly routes: Routes;
  /** Handlers that take over connections for WebSockets, by path. default: none, so such requests go to the routes */
  readonly upgrades?: UpgradeRoutes;
  /**
   * Returns headers of every answer to a request, refusals included. Headers of the handler take precedence. default:
   * none
   */
  readonly replyHeaders?: (request: HttpRequest) => HttpReply['headers'];
  /** Limits for connections. default: `defaultConnectionLimits` */
  readonly connectionLimits?: ConnectionLimits;
  readonly settings: Pick<ServerConfig, 'shutdownDelayMs' | 'shedLagMs' | 'maxUnreadBytes'> &
    Partial<Pick<ServerConfig, 'logSuccessPercent'>>;
  /**
   * Time after a stop for requests in flight, open streams, upgraded connections and clients that read their answers, in
   * milliseconds. default: 10 000
   */
  readonly drainMs?: number;
}

/**
 * Starts a server. Throws ConfigError if the port is taken. Stopping drains it: `/ready` answers 503, new requests are served
 * for `shutdownDelayMs`, then the port is closed, `draining` of open requests aborts, and answers are finished and flushed,
 * each closing its connection.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningService> {
  const { settings, log, connectionLimits = defaultConnectionLimits, drainMs = 10_000 } = options;
  const { shutdownDelayMs } = settings;
  const telemetry = createHttpTelemetry(options, () => connections.inFlight());
  const shedding = startLoadShedding({ lagMs: settings.shedLagMs, log });
  const unread = startUnreadReplies({ maxBytes: settings.maxUnreadBytes, log });
  const stopWatches = (): void => {
    shedding.stop();
    unread.stop();
  };
  let stopping = false;
  const draining = new AbortController();
  // Each open stream adds a listener.
  setMaxListeners(0, draining.signal);
  const routes = createServerRoutes(options, { isStopping: () => stopping, refuses: shedding.refuses });
  const answers: AnswerOptions = {
    unread,
    unreadTimeoutMs: connectionLimits.requestTimeoutMs,
    replyHeaders: options.replyHeaders ?? (() => ({})),
    findHandler: routes.findHandler,
    ...{ onAnswer: telemetry.answered, logSuccessPercent: settings.logSuccessPercent ?? 100 },
    isPortClosed: () => draining.signal.aborted,
  };
  const read = (incoming: IncomingMessage, signal: AbortSignal): HttpRequest =>
    readRequest(incoming, { log, signal, draining: draining.signal, createRecord: telemetry.createRecord });
  const settingsOfNode = { ...connectionOptions(connectionLimits), shouldUpgradeCallback: routes.mayUpgrade };
  const server = createServer(settingsOfNode, (incoming, outgoing) => {
    const request = read(incoming, watchClient(outgoing));
    connections.add(outgoing, incoming.socket);
    telemetry.begins(request);
    inScope(request, () => answerRequest(request, outgoing, answers));
  });
  const connections = trackConnections(server, log);
  listenForUpgrades(server, unread, (upgrade, signal) => {
    const request = read(upgrade.incoming, signal);
    connections.addUpgraded(upgrade.socket);
    inScope(request, () => acceptUpgrade(request, upgrade, { ...answers, findUpgrade: routes.findUpgrade }));
  });
  refuseMalformed(server);
  server.maxConnections = connectionLimits.maxConnections;
  await listen(server, options).catch((error: unknown) => {
    stopWatches();
    throw error;
  });
  const drain = async (): Promise<void> => {
    stopping = true;
    if (shutdownDelayMs > 0) await sleep(shutdownDelayMs);
    await connections.drain({
      ...idleTimes(shutdownDelayMs, drainMs),
      drainMs,
      onPortClosed: () => draining.abort(),
    });
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= drain().finally(stopWatches);
    return stopped;
  };
  return { url: urlOf(server, options.host), inFlight: connections.inFlight, stop };
}

/**
 * Returns the times that a load balancer needs. Without a shutdown delay there is no load balancer. Within a
 * delay it closes the connections that it does not use (docs/deploy.md), so this server does not have to.
 */
function idleTimes(shutdownDelayMs: number, drainMs: number): Pick<DrainOptions, 'quietMs' | 'idleMs'> {
  if (shutdownDelayMs === 0) return { quietMs: 0, idleMs: 20 };
  return { quietMs: 20, idleMs: Math.max(500, Math.min(shutdownDelayMs, drainMs / 2)) };
}

/** Runs the work for a request so that its telemetry finds its record. */
function inScope({ record }: HttpRequest, work: () => Promise<void>): void {
  void requestScope.run(record, work);
}

/** Returns the limits for connections as Node's options. Node checks them at intervals. */
function connectionOptions({
  headersTimeoutMs,
  requestTimeoutMs,
  keepAliveTimeoutMs,
}: ConnectionLimits): ServerOptions {
  return {
    // The headers are a part of the request. Node refuses to start if they have more time.
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, headersTimeoutMs),
    // Otherwise Node uses the first of two headers, and a proxy before us may have used the last.
    joinDuplicateHeaders: true,
  };
}
