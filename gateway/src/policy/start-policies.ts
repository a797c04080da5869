import type { AuthorizationOptions, CostOptions, GatewayOptions } from '@supergraph/engine';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { SharedStore } from '@supergraph/service-kit/store/shared-store.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { readPolicies } from './access-policies.ts';
import { createAuthorization } from './authorization.ts';
import { createCostLimits } from './cost-limits.ts';
import type { AudienceIdentity, Identity } from './identity.ts';
import { createDocumentCheck } from './limits/document-check.ts';
import { createOperationAdmission, type OperationAdmission } from './operation-admission.ts';
import { createPersistedOperations } from './persisted/persisted-operations.ts';
import type { Safelist } from './persisted/safelist.ts';
import { type RunningSafelist, startSafelist } from './persisted/start-safelist.ts';
import { createUnknownOperationLog } from './persisted/unknown-operation-log.ts';
import { type CallerAdmission, createCallerAdmission } from './rate/caller-admission.ts';
import { type CostCharge, createCostCharge, createPlanningCharge } from './rate/charges.ts';
import { createFailureLimit } from './rate/failure-limit.ts';
import type { RateLimiter } from './rate/rate-limiter.ts';
import { createSharedBuckets } from './rate/shared-buckets.ts';
import { createTokenBuckets } from './rate/token-buckets.ts';
import { type OperationRecorder, startOperationRecorder } from './recording/operation-recorder.ts';
import { createTraceAccess } from './trace-access.ts';

/** Policies that decide what a caller may request. */
export interface Policies {
  readonly admitCaller: CallerAdmission;
  /** Creates the admission of callers whose tokens have another audience. They pay from the same accounts. */
  readonly admitAudience: (audience: string) => CallerAdmission;
  /** Checks operations before they are parsed, validated or planned. */
  readonly admitOperation: OperationAdmission;
  readonly plugins: readonly KnownPlugin[];
  /** Called with each operation that Apollo Server does not see, or undefined if operations are not recorded. */
  readonly onOperation: OperationRecorder['count'] | undefined;
  /** Returns sentences for `/ready` about policies that differ from their configuration. */
  readonly warnings: () => readonly string[];
  readonly authorization: AuthorizationOptions;
  readonly cost: Omit<CostOptions, 'admit'>;
  /** Account that pays for an operation's cost, or undefined if costs are not charged. */
  readonly chargeCost: CostCharge | undefined;
  readonly trace: NonNullable<GatewayOptions['trace']>;
  /** Account that pays for planning time, or undefined if planning is not charged. */
  readonly onPlanned: GatewayOptions['onPlanned'];
  /** Returns the listed operations, or undefined if there is no list. */
  readonly safelist: () => Safelist | undefined;
  /** Follows the listed operations. Undefined if there is no list. */
  readonly followSafelist: RunningSafelist['follow'] | undefined;
  readonly stop: () => void;
}

/** Dependencies of the policies. */
export interface PolicyOptions {
  readonly config: GatewayConfig;
  readonly identity: Pick<Identity, 'authenticate' | 'recall' | 'forAudience'>;
  /** Limiter of what clients may spend. default: by the configuration, in the memory of this process */
  readonly rateLimiter?: RateLimiter | undefined;
  /** Store in which gateways share the limiter. default: none */
  readonly store?: SharedStore | undefined;
}

/** Starts the policies of the configuration. */
export async function startPolicies(options: PolicyOptions, log: Log): Promise<Policies> {
  const { config, store, rateLimiter = createRateLimiter(config, store) } = options;
  const { limits } = config;
  const { record } = config.persisted;
  const policies = await readPolicies(config.access.policiesModule, config.supergraph.source);
  const checkDocument = createDocumentCheck(limits);
  const { mode, manifest: path } = config.persisted.safelist;
  const safelist: RunningSafelist | undefined =
    path === undefined ? undefined : await startSafelist({ path, checkDocument, log });
  const persisted = createPersistedOperations({
    mode,
    requireId: config.persisted.requireId,
    safelist: () => safelist?.current(),
    onUnknown: createUnknownOperationLog(log),
  });
  const recorder = record && startOperationRecorder(record, log);
  return {
    admitCaller: createCallers(config, options.identity, rateLimiter),
    admitAudience: (audience) => createCallers(config, options.identity.forAudience(audience), rateLimiter),
    admitOperation: createOperationAdmission({ checkDocument, variableLimits: limits, persisted }),
    plugins: [
      ...(safelist === undefined ? [] : [safelist.plugin]),
      ...(recorder === undefined ? [] : [recorder.plugin]),
    ],
    onOperation: recorder?.count,
    warnings: () => {
      const refused = safelist?.problem();
      return [
        ...(refused === undefined
          ? []
          : [`SAFELIST_MANIFEST is refused, and the last good one stays in use: ${refused}`]),
        ...[store?.problem() ?? []].flat(),
      ];
    },
    authorization: createAuthorization(config.access, policies),
    cost: createCostLimits(config),
    chargeCost: rateLimiter && createCostCharge(rateLimiter),
    trace: createTraceAccess(config),
    safelist: () => safelist?.current(),
    followSafelist: safelist?.follow,
    onPlanned: rateLimiter && createPlanningCharge(rateLimiter),
    stop: () => {
      safelist?.stop();
      recorder?.stop();
    },
  };
}

function createRateLimiter(
  { rates: { perMinute }, workers }: GatewayConfig,
  store: SharedStore | undefined,
): RateLimiter | undefined {
  if (perMinute === 0) return undefined;
  if (store === undefined) return createTokenBuckets(perMinute);
  // While the store is down, the workers of one gateway have one limit together.
  return createSharedBuckets(perMinute, store, createTokenBuckets(Math.ceil(perMinute / workers)));
}

function createCallers(
  { rates: { failedTokensPerMinute: perMinute } }: GatewayConfig,
  { authenticate, recall }: AudienceIdentity,
  limiter: RateLimiter | undefined,
): CallerAdmission {
  return createCallerAdmission({
    recall,
    authenticate: perMinute === 0 ? authenticate : createFailureLimit({ perMinute, authenticate }),
    limiter,
  });
}
