import { type Authorization, createAuthorization } from '../authorization/authorization.ts';
import type { AuthorizationOptions } from '../authorization/authorization-options.ts';
import type { CompileContext, CreateEstimateCost } from '../compile/compiled-operation.ts';
import type { CostOptions } from '../cost/cost-options.ts';
import { createCostRules } from '../cost/cost-rules.ts';
import { createEstimateCost } from '../cost/plan-cost.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { createOperationCache, type OperationCache, type OperationCacheLimits } from './operation-cache.ts';

import { createLabelChoice, type LabelChoice } from './override-labels.ts';

/** Supergraph version in use, with the operations that were planned on it. */
export interface Serving extends CompileContext {
  readonly operations: OperationCache;
  readonly chooseLabels: LabelChoice;
  /** Authorization, or undefined if there are no rules. */
  readonly authorization: Authorization | undefined;
  /** Cost estimates, or undefined if costs are not needed. */
  readonly createEstimateCost: CreateEstimateCost | undefined;
  /** Begins a request. `leave` must follow. */
  enter(): void;
  /** Ends a request. */
  leave(): void;
  /** Marks this supergraph version as superseded. Releases its resources once the last request that uses it ends. */
  retire(): void;
}

/** Options of a supergraph version. */
export interface ServingOptions {
  readonly operations: OperationCacheLimits;
  readonly authorization: AuthorizationOptions | undefined;
  readonly cost: CostOptions | undefined;
}

/** Resources of a version besides memory. */
export interface ServingResources {
  /** Releases the resources while no request needs them. */
  release(): void;
  /**
   * Takes the resources again, for a request that came after the release. Apollo Server decides the version of a
   * request before parsing and validation, but calls the gateway only after them.
   */
  take(): void;
}

/** Creates a version without operations. Throws if it has a rule that would not be enforced. */
export function createServing(
  context: CompileContext,
  resources: ServingResources,
  options: ServingOptions,
): Serving {
  const { state } = context;
  let inFlight = 0;
  let isRetired = false;
  return {
    ...context,
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
