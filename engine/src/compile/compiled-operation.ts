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
import { createObjectShape, type ObjectShape, type RefusedParts, type ValueShape } from './answer-shape.ts';
import { type ClientField, collectClientFields } from './client-fields.ts';
import { compilePlan } from './compile-plan.ts';
import { conditionVariables, isIncluded } from './conditions.ts';
import { createFindDependents, type FindDependents } from './fetch-dependents.ts';
import { nameContextTypes } from './nearest-contexts.ts';
import { createPlanningDocument } from './planning-document.ts';
import { requiredNames } from './required-names.ts';
import { fragmentsOf } from './root-fields.ts';
import { type LiftedLiterals, liftScalarLiterals } from './scalar-literals.ts';
import { createShapeFunction, type ShapeFunction } from './shape-function.ts';
import type { Step } from './steps.ts';

/** Operation that is ready to run any number of times, with any variables. */
export interface CompiledOperation {
  readonly operation: OperationDefinitionNode;
  /** First step, or undefined if no subgraph is involved. */
  readonly step: Step | undefined;
  readonly findDependents: FindDependents;
  /** Names of interfaces that a subgraph has as an @interfaceObject. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** Part that is answered from the API schema, or undefined if there is none. */
  readonly introspection: DocumentNode | undefined;
  /** Names in the merged answer that the planner never adds. If one occurs, the client selected it. */
  readonly clientSources: ReadonlySet<string | number>;
  /** All root fields that the plan may fetch, whatever the conditions. */
  readonly rootFields: ReadonlySet<string | number>;
  /** Returns the form of the answer for coerced variables. */
  readonly variant: (variables: Readonly<Record<string, unknown>>) => AnswerVariant;
  /** Returns the form of an answer as if no condition excluded anything. Built at each call, for answers with errors. */
  readonly unconditionalShape: () => ObjectShape;
  /** Returns the fields that the client selects with coerced variables. Collects them again at each call. */
  readonly clientFields: (variables: Readonly<Record<string, unknown>>) => readonly ClientField[];
  /** Estimates the cost, or undefined if costs are not needed. */
  readonly estimateCost: EstimateCost | undefined;
  /** Estimated memory in bytes; it grows with each variant. */
  readonly bytes: number;
}

/** Form of an answer for one outcome of the operation's conditions. */
export interface AnswerVariant {
  readonly shape: ObjectShape;
  /** Shapes answers without errors. Undefined if the process must not generate code. */
  readonly shapeFunction: ShapeFunction | undefined;
  /** Root fields that no subgraph resolves. */
  readonly unasked: readonly { readonly responseName: string; readonly fieldName: string }[];
}

/** Maximum number of variants of an operation in the cache, because n conditions have up to 2ⁿ outcomes. */
const maxVariants = 64;

/** Valid operation to plan and compile. */
export interface OperationToCompile {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Length of the document's text, which its names are slices of. */
  readonly textLength: number;
  /** Labels of @override(label:) that are on. */
  readonly labels: readonly string[];
  readonly refused: RefusedParts;
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
  { document, operation, textLength, labels, refused, createEstimateCost, caller }: OperationToCompile,
): Promise<CompiledOperation> {
  const rootType = state.apiSchema.getRootType(operation.operation);
  if (!rootType)
    throw new Error(`The API schema must have a root type for the operation: ${operation.operation}`);
  const planning = createPlanningDocument(document, operation, state.fieldNames, refused.fields);
  const named = planning.document && nameContextTypes(planning.document, state.apiSchema, state.fieldNeeds);
  const lifted = named && liftScalarLiterals(named, state.apiSchema);
  const text = lifted ? print(lifted.document) : '';
  const planned = lifted && (await planLifted(planner, lifted, { operation: text, labels }, caller));
  const { clientVariables, sources } = planning;
  const step =
    planned &&
    compilePlan(planned.plan, { state, subgraphs, clientVariables, responseNames: responseNamesOf(sources) });
  const required = planned ? requiredNames(planned.plan) : new Set<string>();
  const rootFields = new Set(rootFieldsOf(step));
  const variants = new Map<string, AnswerVariant>();
  const conditions = conditionVariables(document);
  const createShape = (isSelected: (selection: Parameters<typeof isIncluded>[0]) => boolean): ObjectShape =>
    createObjectShape(
      {
        schema: state.apiSchema,
        fragments: fragmentsOf(document),
        sources,
        interfaceObjects: state.interfaceObjects,
        refused,
        isIncluded: isSelected,
      },
      rootType.name,
      [operation.selectionSet],
    );
  const createVariant = (variables: Readonly<Record<string, unknown>>): AnswerVariant => {
    const shape = createShape((selection) => isIncluded(selection, variables));
    const unasked = shape.fields.filter(
      (field) => !isGatewayField(field.fieldName) && !isRefused(field.value) && !rootFields.has(field.source),
    );
    return { shape, shapeFunction: createShapeFunction(shape), unasked };
  };
  const bytes = estimateBytes(Math.max(text.length, textLength), planned?.length ?? 0);
  return {
    operation,
    step,
    findDependents: createFindDependents(step),
    interfaceObjects: state.interfaceObjects,
    get bytes() {
      return bytes.itself + bytes.ofVariant * variants.size;
    },
    introspection: planning.introspection,
    estimateCost: planned && createEstimateCost?.(planned.plan, clientVariables),
    clientSources: new Set([...sources.values()].filter((source) => !required.has(source))),
    rootFields,
    unconditionalShape: () => createShape(() => true),
    clientFields: (variables) =>
      collectClientFields({ fragments: fragmentsOf(document), sources, refused: refused.fields, variables }, [
        operation.selectionSet,
      ]),
    variant(variables) {
      const key = conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
      let variant = variants.get(key);
      if (variant === undefined) {
        variant = createVariant(variables);
        if (variants.size >= maxVariants) variants.clear();
        variants.set(key, variant);
      }
      return variant;
    },
  };
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

function isRefused(value: ValueShape): boolean {
  return value.kind === 'nonNull' ? isRefused(value.of) : value.kind === 'refused';
}

function isGatewayField(fieldName: string): boolean {
  return fieldName.startsWith('__');
}

function rootFieldsOf(step: Step | undefined): readonly string[] {
  if (step === undefined) return [];
  switch (step.kind) {
    case 'fetch':
      return step.fetch.path.length === 0 && !step.fetch.represent ? step.fetch.rootFields : [];
    case 'condition':
      return [...rootFieldsOf(step.ifTrue), ...rootFieldsOf(step.ifFalse)];
    default:
      return step.steps.flatMap(rootFieldsOf);
  }
}
