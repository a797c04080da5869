import { ApolloServer } from '@apollo/server';
import { Caller } from '@supergraph/gateway/gateway-context.ts';
import { createCors, isReadByClient } from '@supergraph/gateway/http/cors.ts';
import { createStreamRoute } from '@supergraph/gateway/http/live/stream-route.ts';
import { createWebSocketDoor } from '@supergraph/gateway/http/live/websocket-door.ts';
import type { DeliveryLimits } from '@supergraph/gateway/live/delivery.ts';
import { createLiveOperations, type ExecuteOperation } from '@supergraph/gateway/live/live-operations.ts';
import { createOperationTexts } from '@supergraph/gateway/live/operation-texts.ts';
import { createSubscriptionSlots } from '@supergraph/gateway/live/subscription-slots.ts';
import type { CallerAdmission } from '@supergraph/gateway/policy/rate/caller-admission.ts';
import { createGraphqlRoute } from '@supergraph/service-kit/http/graphql-route.ts';
import { startHttpServer } from '@supergraph/service-kit/http/http-server.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { onTestFinished } from 'vitest';

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });

/** Options of a server of a test. */
export interface LiveServerOptions extends Partial<DeliveryLimits> {
  readonly execute: ExecuteOperation;
  /** Time at which the token of every caller expires. default: never */
  readonly expiresAt?: () => number;
  readonly perClient?: number;
  readonly maxOperations?: number;
  readonly initTimeoutMs?: number;
  readonly drainMs?: number;
  readonly maxUnreadBytes?: number;
}

/**
 * Starts a server with the gateway's handlers, for operations that the test executes. It stops with the test.
 */
export async function startLiveServer(options: LiveServerOptions): Promise<RunningService> {
  const { execute, perClient = 10, expiresAt, drainMs = 5_000 } = options;
  const limits = {
    heartbeatMs: 12_000,
    maxQueued: 3,
    slowClientMs: 10_000,
    maxLifetimeMs: 60_000,
    ...options,
  };
  const slots = createSubscriptionSlots({ perClient, inAll: 100 });
  const observer = { delivered: () => {}, ended: () => {} };
  const start = createLiveOperations({ execute, slots, limits, observer, log });
  const admitCaller: CallerAdmission = async (request) => {
    const viewer = { subject: 'ada', scopes: new Set<string>(), expiresAt: expiresAt?.() };
    return new Caller(viewer, request, 'subject ada');
  };
  const apollo = new ApolloServer({ typeDefs: 'type Query { apollo: Int }' });
  await apollo.start();
  const { isTrusted } = createCors('/graphql', { origins: new Set(['https://shop.example.com']) });
  const graphql = createGraphqlRoute({
    server: apollo,
    maxBodyBytes: 100_000,
    maxResponseBytes: 1_000_000,
    authenticate: ({ headers, requestId, signal }) =>
      admitCaller({ authorization: headers.authorization, address: () => '', requestId, signal }),
    createContext: () => ({}),
    answer: createStreamRoute({ start, texts: createOperationTexts(undefined), textOf: JSON.stringify }),
    isSafeGet: (request) => isReadByClient(request) && isTrusted(request),
  });
  const upgrade = createWebSocketDoor({
    ...{ admitCaller, admitOperation: (parameters) => parameters, start, isTrusted, log },
    textOf: JSON.stringify,
    describeCaller: () => ({}),
    addressOf: ({ remoteAddress }) => remoteAddress,
    maxMessageBytes: 100_000,
    maxOperations: options.maxOperations ?? 10,
    initTimeoutMs: options.initTimeoutMs ?? 3_000,
    heartbeatMs: limits.heartbeatMs,
  });
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    portVariable: 'PORT',
    settings: { shutdownDelayMs: 0, shedLagMs: 0, maxUnreadBytes: options.maxUnreadBytes ?? 64_000_000 },
    drainMs,
    log,
    routes: { '/graphql': graphql },
    upgrades: { '/graphql': upgrade },
  });
  onTestFinished(async () => {
    await server.stop();
    await apollo.stop();
  });
  return server;
}
