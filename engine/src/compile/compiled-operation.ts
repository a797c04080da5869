import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type FieldNode, type OperationDefinitionNode, print } from 'graphql';
import type { EstimateCost } from '../cost/plan-cost.ts';
import type {
  OperationPlanner,
  PlannedOperation,
  PlanningCaller,
  PlanRequest,
} from '../planning/operation-planner.ts';
import type { Subgraph } from '../subgraphs/subgraph.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import type { ObjectShape, RefusedParts } from './answer-shape.ts';
import { type AnswerVariant, createAnswerVariants } from './answer-variants.ts';
import { type ClientField, collectClientFields } from './client-fields.ts';
import { type CoerceLeaves, createLeafCoercion } from './coerce-leaves.ts';
import { compilePlan } from './compile-plan.ts';
import type { Deferral } from './deferral.ts';
import { createDeferredDocument, type DeferredDocument } from './deferred-document.ts';
import type { Fetch } from './fetch.ts';
import { createFindDependents, type FindDependents } from './fetch-dependents.ts';
import { nameContextTypes } from './nearest-contexts.ts';
import { createPlanningDocument } from './planning-document.ts';
import { requiredNames } from './required-names.ts';
import { fragmentsOf } from './root-fields.ts';
import { type LiftedLiterals, liftScalarLiterals } from './scalar-literals.ts';
import type { Step } from './steps.ts';

/** Operation that is ready to run any number of times, with any variables. */
export interface CompiledOperation {
  readonly operation: OperationDefinitionNode;
  /** First step, or undefined if no subgraph is involved. */
  readonly step: Step | undefined;
  /** Fetch that subscribes, for a subscription; undefined for others, and for one whose root field is refused. */
  readonly event: Fetch | undefined;
  readonly findDependents: FindDependents;
  /** Names of interfaces that a subgraph has as an @interfaceObject. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** Part that is answered from the API schema, or undefined if there is none. */
  readonly introspection: DocumentNode | undefined;
  /** Names in the merged answer that the planner never adds. If one occurs, the client selected it. */
  readonly clientSources: ReadonlySet<string | number>;
  /** All root fields that the plan may fetch, whatever the conditions. */
  readonly rootFields: ReadonlySet<string | number>;
  /** Coerces the variables of a request, if all of them are scalars and enums; otherwise undefined. */
  readonly coerceLeaves: CoerceLeaves | undefined;
  /** Returns the form of the answer for coerced variables. */
  readonly variant: (variables: Readonly<Record<string, unknown>>) => AnswerVariant;
  /** True if the operation has deferred fragments. */
  readonly isDeferred: boolean;
  /** Returns the form of an answer as if no condition excluded anything. Built at each call, for answers with errors. */
  readonly unconditionalShape: () => ObjectShape;
  /** Returns the form of an answer as if nothing was deferred. Built at each call, for deferred parts with errors. */
  readonly wholeShape: (variables: Readonly<Record<string, unknown>>) => ObjectShape;
  /** Returns the fields that the client selects with coerced variables. Collects them again at each call. */
  readonly clientFields: (variables: Readonly<Record<string, unknown>>) => readonly ClientField[];
  /** Estimates the cost, or undefined if costs are not needed. */
  readonly estimateCost: EstimateCost | undefined;
  /** Estimated memory in bytes; it grows with each variant. */
  readonly bytes: number;
}

/** Valid operation to plan and compile. */
export interface OperationToCompile {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Length of the document's text, which its names are slices of. */
  readonly textLength: number;
  /** Labels of @override(label:) that are on. */
  readonly labels: readonly string[];
  readonly refused: RefusedParts;
  /** Choice of @defer directives that are on, or undefined if the answer is given whole. */
  readonly deferral: Deferral | undefined;
  /** Creates the cost estimate of the plan, or undefined if costs are not needed. */
  readonly createEstimateCost: CreateEstimateCost | undefined;
  readonly caller: PlanningCaller;
}

/** Function that compiles the cost estimate of a plan. The planner may have renamed the client's variables. */
export type CreateEstimateCost = (
  plan: QueryPlan,
  clientVariables: ReadonlyMap<string, string>,
) => EstimateCost;

/** Supergraph version to plan and compile for. */
export interface CompileContext {
  readonly state: SupergraphState;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly planner: OperationPlanner;
}

/** Plans an operation that is valid against the API schema. Compiles the plan and the form of the answer. */
export async function compileOperation(
  { state, subgraphs, planner }: CompileContext,
  given: OperationToCompile,
): Promise<CompiledOperation> {
  const { textLength, labels, createEstimateCost, caller } = given;
  const source = createDeferrable(given);
  const { document, operation, usages } = source;
  const planning = createPlanningDocument(source, state.fieldNames);
  const named = planning.document && nameContextTypes(planning.document, state.apiSchema, state.fieldNeeds);
  const lifted = named && liftScalarLiterals(named, state.apiSchema);
  const text = lifted ? print(lifted.document) : '';
  const planned = lifted && (await planLifted(planner, lifted, { operation: text, labels }, caller));
  const { clientVariables, sources } = planning;
  const responseNames = responseNamesOf(sources);
  const step =
    planned && compilePlan(planned.plan, { state, subgraphs, clientVariables, responseNames, usages });
  const required = planned ? requiredNames(planned.plan) : new Set<string>();
  const rootFields = new Set(rootFieldsOf(step));
  const refused = { ...given.refused, fields: source.refused };
  const variants = createAnswerVariants({ state, document, operation, usages, sources, refused, rootFields });
  const bytes = estimateBytes(Math.max(text.length, textLength), planned?.length ?? 0);
  return {
    operation,
    step,
    coerceLeaves: createLeafCoercion(state.apiSchema, operation.variableDefinitions ?? []),
    event: eventOf(step),
    isDeferred: usages.size > 0,
    findDependents: createFindDependents(step),
    interfaceObjects: state.interfaceObjects,
    get bytes() {
      return bytes.itself + bytes.ofVariant * variants.size;
    },
    introspection: planning.introspection,
    estimateCost: planned && createEstimateCost?.(planned.plan, clientVariables),
    clientSources: new Set([...sources.values()].filter((source) => !required.has(source))),
    rootFields,
    unconditionalShape: variants.unconditionalShape,
    wholeShape: variants.wholeShape,
    clientFields: (variables) =>
      collectClientFields({ fragments: fragmentsOf(document), sources, refused: refused.fields, variables }, [
        operation.selectionSet,
      ]),
    variant: variants.of,
  };
}

/** Returns the operation with its deferred fragments, if any of them is on. */
function createDeferrable({
  document,
  operation,
  refused: { fields: refused },
  deferral,
}: OperationToCompile): DeferredDocument {
  return deferral === undefined
    ? { document, operation, refused, usages: new Map() }
    : createDeferredDocument({ document, operation, refused, deferral });
}

async function planLifted(
  planner: OperationPlanner,
  { restore }: LiftedLiterals,
  request: PlanRequest,
  caller: PlanningCaller,
): Promise<PlannedOperation> {
  const { plan, length } = await planner.plan(request, caller);
  return { plan: restore(plan), length };
}

/**
 * Estimates the memory of a compiled operation. Measured as the heap of some hundred operations of each of five
 * kinds, within a fifth.
 */
function estimateBytes(textLength: number, planLength: number) {
  return {
    itself: 9_000 + 52 * textLength + 7 * planLength,
    ofVariant: 2_500 + 16 * textLength + planLength,
  };
}

function responseNamesOf(sources: ReadonlyMap<FieldNode, string>): ReadonlyMap<string, string> {
  return new Map([...sources].map(([field, source]) => [source, (field.alias ?? field.name).value]));
}

function eventOf(step: Step | undefined): Fetch | undefined {
  if (step?.kind === 'sequence') return eventOf(step.steps[0]);
  return step?.kind === 'event' ? step.fetch : undefined;
}

function rootFieldsOf(step: Step | undefined): readonly string[] {
  if (step === undefined) return [];
  switch (step.kind) {
    case 'fetch':
    case 'event':
      return step.fetch.path.length === 0 && !step.fetch.represent ? step.fetch.rootFields : [];
    case 'condition':
      return [...rootFieldsOf(step.ifTrue), ...rootFieldsOf(step.ifFalse)];
    case 'milestone':
      return rootFieldsOf(step.step);
    case 'defer':
      return [step.primary, ...step.parts.map((part) => part.step)].flatMap(rootFieldsOf);
    default:
      return step.steps.flatMap(rootFieldsOf);
  }
}
