import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type FieldNode, type OperationDefinitionNode, print } from 'graphql';
import type { EstimateCost } from '../cost/plan-cost.ts';
import type { PlannedOperation, PlanningCaller, PlanRequest } from '../planning/operation-planner.ts';
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

/** An operation ready to run any number of times, with any variables. */
export interface CompiledOperation {
  readonly operation: OperationDefinitionNode;
  /** Absent where no subgraph is asked. */
  readonly step: Step | undefined;
  readonly findDependents: FindDependents;
  /** The interfaces that some subgraph has as an @interfaceObject. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** What is answered from the API schema, if anything. */
  readonly introspection: DocumentNode | undefined;
  /** The names in the merged answer that the planner has added nowhere: where one is, the client asked for it. */
  readonly clientSources: ReadonlySet<string | number>;
  /** Every root field that some fetch of the plan asks for, whatever the conditions. */
  readonly rootFields: ReadonlySet<string | number>;
  /** The form of the answer under these variables, defaults included. */
  readonly variant: (variables: Readonly<Record<string, unknown>>) => AnswerVariant;
  /** The fields that the client asks for under these variables, defaults included; found anew with each call. */
  readonly clientFields: (variables: Readonly<Record<string, unknown>>) => readonly ClientField[];
  /** Absent where costs do not matter. */
  readonly estimateCost: EstimateCost | undefined;
  /** The memory that it takes, as estimated; it grows with each variant. */
  readonly bytes: number;
}

/** The form of an answer under one outcome of the operation's conditions. */
export interface AnswerVariant {
  readonly shape: ObjectShape;
  /** Shapes answers that nothing is wrong with; absent where the process must not generate code. */
  readonly shapeFunction: ShapeFunction | undefined;
  /** Root fields that no subgraph is asked for. */
  readonly unasked: readonly { readonly responseName: string; readonly fieldName: string }[];
}

/** Outcomes of conditions that are kept compiled for an operation; a client may go through all 2ⁿ of them. */
const maxVariants = 64;

/** A valid operation that is to be planned. */
export interface OperationToCompile {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Length of the document's text, which its names are slices of. */
  readonly textLength: number;
  /** The labels of @override(label:) that are on. */
  readonly labels: readonly string[];
  readonly refused: RefusedParts;
  /** How the plan's cost is estimated, if that matters. */
  readonly createEstimateCost: CreateEstimateCost | undefined;
  readonly caller: PlanningCaller;
}

/** Compiles the estimate of a plan's cost, in which the planner may have other names of the client's variables. */
export type CreateEstimateCost = (
  plan: QueryPlan,
  clientVariables: ReadonlyMap<string, string>,
) => EstimateCost;

/** Plans an operation that is valid against the API schema, and compiles the plan and the answer's form. */
export async function compileOperation(
  state: SupergraphState,
  { document, operation, textLength, labels, refused, createEstimateCost, caller }: OperationToCompile,
): Promise<CompiledOperation> {
  const rootType = state.apiSchema.getRootType(operation.operation);
  if (!rootType)
    throw new Error(`The API schema must have a root type for the operation: ${operation.operation}`);
  const planning = createPlanningDocument(document, operation, state.fieldNames, refused.fields);
  const named = planning.document && nameContextTypes(planning.document, state.apiSchema, state.fieldNeeds);
  const lifted = named && liftScalarLiterals(named, state.apiSchema);
  const text = lifted ? print(lifted.document) : '';
  const planned = lifted && (await planLifted(state, lifted, { operation: text, labels }, caller));
  const { clientVariables, sources } = planning;
  const step =
    planned && compilePlan(planned.plan, { state, clientVariables, responseNames: responseNamesOf(sources) });
  const required = planned ? requiredNames(planned.plan) : new Set<string>();
  const rootFields = new Set(rootFieldsOf(step));
  const variants = new Map<string, AnswerVariant>();
  const conditions = conditionVariables(document);
  const createVariant = (variables: Readonly<Record<string, unknown>>): AnswerVariant => {
    const shape = createObjectShape(
      {
        schema: state.apiSchema,
        fragments: fragmentsOf(document),
        sources,
        interfaceObjects: state.interfaceObjects,
        refused,
        isIncluded: (selection) => isIncluded(selection, variables),
      },
      rootType.name,
      [operation.selectionSet],
    );
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
  { planner }: SupergraphState,
  { restore }: LiftedLiterals,
  request: PlanRequest,
  caller: PlanningCaller,
): Promise<PlannedOperation> {
  const { plan, length } = await planner.plan(request, caller);
  return { plan: restore(plan), length };
}

/** As measured: the heap that some hundred operations of each of five kinds took, within a fifth. */
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
