import { type Authorization, createAuthorization } from '../authorization/authorization.ts';
import type { CompileContext, CreateEstimateCost } from '../compile/compiled-operation.ts';
import type { CostOptions } from '../cost/cost-options.ts';
import { createCostRules } from '../cost/cost-rules.ts';
import { createEstimateCost } from '../cost/plan-cost.ts';
import { createDocumentCache, type DocumentCache } from '../document-cache.ts';
import type { ReadEngineOptions } from '../engine-options.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { createOperationCache, type OperationCache } from './operation-cache.ts';
import { createLabelChoice, type LabelChoice } from './override-labels.ts';
import type { ValidDocument } from './read-operation.ts';

/** Supergraph version in use, with the operations that were planned on it. */
export interface SupergraphVersion extends CompileContext {
  /** Valid documents by their text. */
  readonly documents: DocumentCache<ValidDocument>;
  readonly operations: OperationCache;
  readonly chooseLabels: LabelChoice;
  /** Authorization, or undefined if there are no rules. */
  readonly authorization: Authorization | undefined;
  /** Cost estimates, or undefined if costs are not needed. */
  readonly createEstimateCost: CreateEstimateCost | undefined;
  /** Holds the version for a request. Returns an idempotent function that ends the hold. */
  hold(): () => void;
  /** Marks this supergraph version as superseded. Releases its resources once the last request that uses it ends. */
  retire(): void;
}

/** Resources of a version besides memory. */
export interface VersionResources {
  /** Releases the resources while no request needs them. */
  release(): void;
  /**
   * Takes the resources again, for a request that came after the release. Apollo Server decides the version of a
   * request before parsing and validation, but calls the gateway only after them.
   */
  take(): void;
}

/** Creates a version without operations. Throws if it has a rule that would not be enforced. */
export function createSupergraphVersion(
  context: CompileContext,
  resources: VersionResources,
  options: ReadEngineOptions,
): SupergraphVersion {
  const { state } = context;
  const { authorization, cost, maxOperations, maxOperationsBytes: maxBytes, onError } = options;
  let inFlight = 0;
  let isRetired = false;
  const end = (): void => {
    inFlight -= 1;
    if (inFlight === 0 && isRetired) resources.release();
  };
  return {
    ...context,
    documents: createDocumentCache(),
    operations: createOperationCache({ maxOperations, maxBytes }),
    chooseLabels: createLabelChoice(state.overrideLabels),
    authorization: authorization && createAuthorization(state, authorization, onError),
    createEstimateCost: cost && createCostEstimates(state, cost),
    hold() {
      if (inFlight === 0 && isRetired) resources.take();
      inFlight += 1;
      let isHeld = true;
      return () => {
        if (isHeld) end();
        isHeld = false;
      };
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
