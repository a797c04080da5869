import type { ApolloServer } from '@apollo/server';
import type { Engine } from '@supergraph/engine';
import type { ErrorMask } from '@supergraph/service-kit/errors.ts';
import { createGraphqlRoute } from '@supergraph/service-kit/http/graphql-route.ts';
import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import type { HttpServerOptions } from '@supergraph/service-kit/http/http-server.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { Metrics } from '@supergraph/service-kit/telemetry/metrics.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import type { Caller, GatewayContext } from '../gateway-context.ts';
import type { ExecuteOperation } from '../live/live-operations.ts';
import type { RegisteredTexts } from '../policy/persisted/registered-texts.ts';
import type { CallerAdmission } from '../policy/rate/caller-admission.ts';
import type { Policies } from '../policy/start-policies.ts';
import { createCallerFields } from '../telemetry/caller-fields.ts';
import { createClientAddress } from './client-address.ts';
import { createCompression } from './compression.ts';
import { type Cors, createCors, isReadByClient } from './cors.ts';
import { createEntityTags } from './entity-tags.ts';
import { createLiveDoors } from './live/create-doors.ts';
import { createRequestAdmission } from './request-admission.ts';

/** Routes and upgrades of the graph, as options of the HTTP server. */
export interface GraphRoutes
  extends Required<Pick<HttpServerOptions, 'routes' | 'upgrades' | 'replyHeaders'>> {
  /** Parts that the doors for programs share with these routes. */
  readonly shared: SharedParts;
}

/** Parts of the graph's routes that other doors use too. */
export interface SharedParts {
  /** Authenticates the caller of a request, who pays for it. */
  readonly authenticate: (request: HttpRequest, admit: CallerAdmission) => Promise<Caller>;
  readonly execute: ExecuteOperation;
  /** Returns whether a request comes from no page, or from a trusted one. */
  readonly isTrusted: Cors['isTrusted'];
}

/**
 * Creates the routes of the graph: GraphQL over HTTP by Apollo Server, and results in several parts by the
 * engine.
 */
export function createGraphRoutes(
  options: {
    readonly config: GatewayConfig;
    readonly server: ApolloServer<GatewayContext>;
    readonly engine: Engine;
    readonly policies: Pick<Policies, 'admitCaller' | 'admitOperation' | 'onOperation'>;
    readonly formatError: ErrorMask;
    readonly registered: RegisteredTexts | undefined;
    readonly metrics: Metrics;
  },
  log: Log,
): GraphRoutes {
  const { config, server, policies } = options;
  const path = '/graphql';
  const addressOf = createClientAddress(config.rates.trustedProxies, log);
  const cors = createCors(path, {
    origins: config.access.corsOrigins,
    loopback: config.pages.development,
    // A cache must not give one person or tenant the kept answer of another.
    vary: [
      'Authorization',
      ...config.subgraphs.forwardHeaders,
      ...(config.compression ? ['Accept-Encoding'] : []),
    ],
  });
  const compress = config.compression ? createCompression() : undefined;
  const describeCaller = createCallerFields(config.logSubject);
  const authenticate: SharedParts['authenticate'] = async (request, admit) => {
    const { headers, requestId, signal, record } = request;
    const { authorization } = headers;
    const address = () => addressOf(request);
    const caller = await admit({ authorization, address, requestId, signal });
    record.note(describeCaller(request, caller.viewer));
    return caller;
  };
  const live = createLiveDoors({ ...options, addressOf, describeCaller, isTrusted: cors.isTrusted, log });
  const graphql = createGraphqlRoute({
    server,
    maxBodyBytes: config.server.maxBodyBytes,
    maxResponseBytes: config.server.maxResponseBytes,
    admit: createRequestAdmission({
      admit: policies.admitOperation,
      maxBatchSize: config.limits.maxBatchSize,
    }),
    authenticate: (request) => authenticate(request, policies.admitCaller),
    createContext: (caller): GatewayContext => ({ caller }),
    answer: live.answer,
    isSafeGet: (request) => isReadByClient(request) && cors.isTrusted(request),
  });
  const tagged = createEntityTags(graphql);
  return {
    routes: { [path]: cors.allow(compress?.(tagged) ?? tagged) },
    upgrades: { [path]: live.upgrade },
    replyHeaders: cors.replyHeaders,
    shared: { authenticate, execute: live.execute, isTrusted: cors.isTrusted },
  };
}
