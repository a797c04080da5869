import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { createRequestAdmission, type RequestAdmission } from '../http/request-admission.ts';
import { createDocumentCheck } from './limits/document-check.ts';
import { createOperationAdmission } from './operation-admission.ts';
import { createOperationNameCheck } from './operation-name-check.ts';
import { createPersistedOperations } from './persisted/persisted-operations.ts';
import { type RunningSafelist, startSafelist } from './persisted/start-safelist.ts';
import { createUnknownOperationLog } from './persisted/unknown-operation-log.ts';

/** What decides what a caller may ask. */
export interface Policies {
  /** The check of what requests ask for, before anything of it is parsed, validated or planned. */
  readonly admit: RequestAdmission;
  readonly plugins: readonly ApolloServerPlugin<BaseContext>[];
  readonly stop: () => void;
}

/** Starts what decides what a caller may ask, as the configuration says. */
export async function startPolicies(config: GatewayConfig, log: Log): Promise<Policies> {
  const checkDocument = createDocumentCheck(config);
  const safelist: RunningSafelist | undefined =
    config.safelistManifest && (await startSafelist({ file: config.safelistManifest, checkDocument, log }));
  const persisted = createPersistedOperations({
    mode: config.safelist,
    requireId: config.safelistRequireId === 'on',
    safelist: () => safelist?.current(),
    onUnknown: createUnknownOperationLog(log),
  });
  return {
    admit: createRequestAdmission({
      admit: createOperationAdmission({ checkDocument, variableLimits: config, persisted }),
      maxBatchSize: config.maxBatchSize,
    }),
    plugins: [createOperationNameCheck(), ...(safelist === undefined ? [] : [safelist.plugin])],
    stop: () => safelist?.stop(),
  };
}
