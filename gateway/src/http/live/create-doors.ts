import type { Engine } from '@supergraph/engine';
import type { ErrorMask } from '@supergraph/service-kit/errors.ts';
import type { HttpRequest, UpgradeHandler } from '@supergraph/service-kit/http/http-handler.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { Metrics } from '@supergraph/service-kit/telemetry/metrics.ts';
import type { GatewayConfig } from '../../gateway-config.ts';
import { createEngineOperations } from '../../live/engine-operations.ts';
import { createLiveOperations, type ExecuteOperation } from '../../live/live-operations.ts';
import { createOperationTexts } from '../../live/operation-texts.ts';
import { createResultTexts } from '../../live/result-texts.ts';
import { createSubscriptionSlots } from '../../live/subscription-slots.ts';
import type { RegisteredTexts } from '../../policy/persisted/registered-texts.ts';
import type { Policies } from '../../policy/start-policies.ts';
import type { CallerFields } from '../../telemetry/caller-fields.ts';
import { createSubscriptionMetrics } from '../../telemetry/subscription-metrics.ts';
import { createStreamRoute, type StreamRoute } from './stream-route.ts';
import { createWebSocketDoor } from './websocket-door.ts';

/** Handlers for operations whose results are sent in several parts. */
export interface LiveDoors {
  /** Answers requests that accept several parts. */
  readonly answer: StreamRoute;
  readonly upgrade: UpgradeHandler;
  /** Executes operations of further doors. */
  readonly execute: ExecuteOperation;
}

/**
 * Creates the handlers. They share the policies, the registered texts and the engine with Apollo Server's
 * route.
 */
export function createLiveDoors(options: {
  readonly config: GatewayConfig;
  readonly engine: Engine;
  readonly policies: Pick<Policies, 'admitCaller' | 'admitOperation' | 'onOperation'>;
  readonly registered: RegisteredTexts | undefined;
  readonly formatError: ErrorMask;
  readonly addressOf: (request: HttpRequest) => string;
  readonly isTrusted: (request: HttpRequest) => boolean;
  readonly describeCaller: CallerFields;
  readonly metrics: Metrics;
  readonly log: Log;
}): LiveDoors {
  const { config, engine, policies, formatError, addressOf, isTrusted, describeCaller, log } = options;
  const { live } = config;
  const { admitCaller, admitOperation, onOperation } = policies;
  const texts = createOperationTexts(options.registered);
  const { introspection } = config.access;
  const slots = createSubscriptionSlots({ perClient: live.maxPerClient, inAll: live.maxInAll });
  const execute = createEngineOperations({ engine, texts, introspection, onOperation, formatError });
  const start = createLiveOperations({
    execute,
    slots,
    observer: createSubscriptionMetrics(options.metrics, slots.taken),
    limits: live,
    log,
  });
  const textOf = createResultTexts();
  return {
    execute,
    answer: createStreamRoute({ start, texts, textOf }),
    upgrade: createWebSocketDoor({
      ...{ admitCaller, admitOperation, start, textOf, addressOf, isTrusted, describeCaller, log },
      maxMessageBytes: config.server.maxBodyBytes,
      maxOperations: live.maxOperations,
      initTimeoutMs: live.initTimeoutMs,
      heartbeatMs: live.heartbeatMs,
    }),
  };
}
