import { type Authorization, createAuthorization } from '../authorization/authorization.ts';
import type { AuthorizationOptions } from '../authorization/authorization-options.ts';
import type { CostOptions } from '../cost/cost-options.ts';
import { createCostRules } from '../cost/cost-rules.ts';
import { createEstimateCost } from '../cost/plan-cost.ts';
import type { CreateEstimateCost } from '../execution/compiled-operation.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { createOperationCache, type OperationCache, type OperationCacheLimits } from './operation-cache.ts';

import { createLabelChoice, type LabelChoice } from './override-labels.ts';

/** One version of the supergraph, and the operations that were planned on it. */
export interface Serving {
  readonly state: SupergraphState;
  readonly operations: OperationCache;
  readonly chooseLabels: LabelChoice;
  /** Absent where everybody may ask everything. */
  readonly authorization: Authorization | undefined;
  /** Absent where costs do not matter. */
  readonly createEstimateCost: CreateEstimateCost | undefined;
  /** A request begins; `leave` must follow. */
  enter(): void;
  /** A request has ended. */
  leave(): void;
  /** Another version is served from now on. What this one holds is let go when the last request on it has ended. */
  retire(): void;
}

/** How a version is served. */
export interface ServingOptions {
  readonly operations: OperationCacheLimits;
  readonly authorization: AuthorizationOptions | undefined;
  readonly cost: CostOptions | undefined;
}

/** What a version holds besides memory. */
export interface ServingResources {
  /** Nobody needs it for now. */
  release(): void;
  /**
   * A request came after the release: Apollo Server decides which version a request comes under, but tells the gateway of
   * it only when it was parsed and validated.
   */
  take(): void;
}

/** A version that has no operations yet. Throws where it has a rule that would not be enforced. */
export function createServing(
  state: SupergraphState,
  resources: ServingResources,
  options: ServingOptions,
): Serving {
  let inFlight = 0;
  let isRetired = false;
  return {
    state,
    operations: createOperationCache(options.operations),
    chooseLabels: createLabelChoice(state.overrideLabels),
    authorization: options.authorization && createAuthorization(state, options.authorization),
    createEstimateCost: options.cost && createCostEstimates(state, options.cost),
    enter() {
      if (inFlight === 0 && isRetired) resources.take();
      inFlight += 1;
    },
    leave() {
      inFlight -= 1;
      if (inFlight === 0 && isRetired) resources.release();
    },
    retire() {
      isRetired = true;
      if (inFlight === 0) resources.release();
    },
  };
}

function createCostEstimates(
  state: SupergraphState,
  { defaultListSize = 10 }: CostOptions,
): CreateEstimateCost {
  const rules = createCostRules(state.document);
  return (plan, clientVariables) =>
    createEstimateCost(plan, {
      rules,
      schema: state.supergraphSchema,
      defaultListSize,
      clientName: (name) => clientVariables.get(name) ?? name,
      realName: (name) => state.virtualFields.get(name)?.name ?? name,
    });
}
