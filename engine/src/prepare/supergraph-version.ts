import { type Authorization, createAuthorization } from '../authorization/authorization.ts';
import type { CompileContext, CreateEstimateCost } from '../compile/compiled-operation.ts';
import type { CostOptions } from '../cost/cost-options.ts';
import { createCostRules } from '../cost/cost-rules.ts';
import { createEstimateCost } from '../cost/plan-cost.ts';
import { createDocumentCache, type DocumentCache } from '../document-cache.ts';
import type { ReadEngineOptions } from '../engine-options.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { createOperationCache, type OperationCache } from './operation-cache.ts';
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
        if (!isHeld) return;
        isHeld = false;
        inFlight -= 1;
        if (inFlight === 0 && isRetired) resources.release();
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

/**
 * Function that returns the labels of @override(label:) that are on for a request. It takes the labels that the
 * operator has turned on.
 */
type LabelChoice = (on: Iterable<string> | undefined) => readonly string[];

/**
 * Creates the choice among a supergraph's labels. It keeps their order, so that they can be part of a key.
 * `percent(n)` is on for n of a hundred requests. One random number decides all percentages: if `percent(20)` is off
 * for a request, `percent(10)` is off too. Each percentage then adds one plan for an operation, rather than doubling
 * the number of plans.
 */
function createLabelChoice(labels: ReadonlySet<string>): LabelChoice {
  if (labels.size === 0) return () => none;
  const known = [...labels].map((label) => ({ label, percentage: percentageOf(label) }));
  return (given = none) => {
    const on = new Set(given);
    const number = Math.random() * 100;
    return known
      .filter(({ label, percentage }) => on.has(label) || number < percentage)
      .map(({ label }) => label);
  };
}

const none: readonly string[] = [];

/** Returns n of `percent(n)`, or 0 for any other label. */
function percentageOf(label: string): number {
  const [, digits = '0'] = label.match(/^percent\(([\d.]+)\)$/) ?? [];
  return Number(digits);
}
