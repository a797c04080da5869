import type { FieldNode } from 'graphql';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import {
  createAnswerShape,
  type FieldShape,
  type ObjectShape,
  type RefusedParts,
  type ShapeSource,
  type ValueShape,
} from './answer-shape.ts';
import { conditionVariables, isIncluded } from './conditions.ts';
import type { DeferredDocument } from './deferred-document.ts';
import { fragmentsOf } from './root-fields.ts';
import { createShapeFunction, type ShapeFunction } from './shape-function.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Form of an answer for one outcome of the operation's conditions. */
export interface AnswerVariant {
  readonly shape: ObjectShape;
  /** Shapes answers without errors. Undefined if the answer has deferred parts, or the process must not generate code. */
  readonly shapeFunction: ShapeFunction | undefined;
  /** Root fields that no subgraph resolves. */
  readonly unasked: readonly { readonly responseName: string; readonly fieldName: string }[];
}

/** Forms of an operation's answer. */
export interface AnswerVariants {
  /** Returns the form for coerced variables. */
  of(variables: Variables): AnswerVariant;
  wholeShape(variables: Variables): ObjectShape;
  unconditionalShape(): ObjectShape;
  /** Number of forms in the cache. */
  readonly size: number;
}

/** Operation to create the forms for. */
export interface VariantSource extends Omit<DeferredDocument, 'refused'> {
  readonly state: SupergraphState;
  readonly sources: ReadonlyMap<FieldNode, string>;
  readonly refused: RefusedParts;
  /** Root fields that the plan may fetch. */
  readonly rootFields: ReadonlySet<string>;
}

/** Maximum number of variants of an operation in the cache, because n conditions have up to 2ⁿ outcomes. */
const maxVariants = 64;

const noUsages: ShapeSource['usages'] = new Map();

/** Creates the forms of an operation's answer. Each is created at first use. */
export function createAnswerVariants(source: VariantSource): AnswerVariants {
  const { state, document, operation, sources, refused, usages, rootFields } = source;
  const rootType = state.apiSchema.getRootType(operation.operation);
  if (!rootType)
    throw new Error(`The API schema must have a root type for the operation: ${operation.operation}`);
  const fragments = fragmentsOf(document);
  const { apiSchema: schema, interfaceObjects } = state;
  const createShape = (parts: Pick<ShapeSource, 'usages' | 'isIncluded'>): ObjectShape =>
    createAnswerShape(
      { schema, fragments, sources, interfaceObjects, refused, ...parts },
      rootType.name,
      operation,
    );
  const variants = new Map<string, AnswerVariant>();
  const conditions = conditionVariables(document);
  const create = (variables: Variables): AnswerVariant => {
    const shape = createShape({ usages, isIncluded: (selection) => isIncluded(selection, variables) });
    const shapeFunction = usages.size === 0 ? createShapeFunction(shape) : undefined;
    return { shape, shapeFunction, unasked: allFields(shape).filter(isUnasked) };
  };
  const isUnasked = ({ fieldName, value, source: name }: FieldShape): boolean =>
    !fieldName.startsWith('__') && !isRefused(value) && !rootFields.has(name);
  return {
    of(variables) {
      const key = conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
      const known = variants.get(key);
      if (known !== undefined) return known;
      const variant = create(variables);
      if (variants.size >= maxVariants) variants.clear();
      variants.set(key, variant);
      return variant;
    },
    wholeShape: (variables) =>
      createShape({ usages: noUsages, isIncluded: (selection) => isIncluded(selection, variables) }),
    unconditionalShape: () => createShape({ usages: noUsages, isIncluded: () => true }),
    get size() {
      return variants.size;
    },
  };
}

/** Returns the fields of an object, with those that are deferred. */
function allFields({ fields, deferred }: ObjectShape): readonly FieldShape[] {
  return deferred ? [...fields, ...deferred.groups.flatMap(({ shape }) => shape.fields)] : fields;
}

function isRefused(value: ValueShape): boolean {
  return value.kind === 'nonNull' ? isRefused(value.of) : value.kind === 'refused';
}
