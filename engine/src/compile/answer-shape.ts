import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { leastObjectBytes } from './answer-budget.ts';
import { createLeafCheck, type LeafCheck } from './leaf-check.ts';
import { isIntrospection } from './planning-document.ts';
import { isOfType } from './possible-types.ts';

/** Shape of an answer's object of one type, in query order. */
export interface ObjectShape {
  readonly typeName: string;
  readonly fields: readonly FieldShape[];
  /** Minimum size of the object in bytes, whatever its values; see `AnswerBudget`. */
  readonly leastBytes: number;
}

/** Shape of one response name of an object. */
export interface FieldShape {
  readonly responseName: string;
  /** Name of the value in the merged answer. */
  readonly source: string;
  readonly fieldName: string;
  readonly value: ValueShape;
}

/** Shape of a field's value, or of a list element. */
export type ValueShape =
  | { readonly kind: 'nonNull'; readonly of: ValueShape }
  | { readonly kind: 'list'; readonly of: ValueShape }
  | { readonly kind: 'leaf'; readonly typeName: string; readonly check: LeafCheck }
  /** Name of the object's type, or undefined if the merged answer does not have it. */
  | { readonly kind: 'typename'; readonly name: string | undefined }
  /** Already in the client's form, such as an introspection result. */
  | { readonly kind: 'finished' }
  /** The caller is not authorized to see it. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'object'; readonly shape: ObjectShape }
  | {
      readonly kind: 'abstract';
      readonly typeName: string;
      readonly shapeOf: ShapeOf;
      /** Returns the shapes of all types that an object may have. */
      readonly allShapes: () => readonly ObjectShape[];
    };

/**
 * Function that returns the shape for a runtime type in the answer, or undefined if clients must not see such an
 * object.
 */
export type ShapeOf = (typeName: unknown) => ObjectShape | undefined;

/** Source of a shape: the client's document, and the conditions of one set of variables. */
export interface ShapeSource {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly sources: ReadonlyMap<FieldNode, string>;
  /** Names of interfaces that a subgraph has as an @interfaceObject. Their objects come without their own type name. */
  readonly interfaceObjects: ReadonlySet<string>;
  readonly refused: RefusedParts;
  /** Returns true if the @skip and @include of a selection include it. */
  readonly isIncluded: (selection: { readonly directives?: FieldNode['directives'] }) => boolean;
}

/** Fields and types of an operation that the caller is not authorized to see. */
export interface RefusedParts {
  readonly fields: ReadonlySet<FieldNode>;
  readonly types: ReadonlySet<string>;
}

/** Creates the shape of an object of a type with these selections (GraphQL specification, CollectFields). */
export function createObjectShape(
  source: ShapeSource,
  typeName: string,
  sets: readonly SelectionSetNode[],
): ObjectShape {
  const fields: FieldShape[] = [];
  for (const [responseName, nodes] of collectFields(source, typeName, sets)) {
    const [node] = nodes;
    const field = node && createFieldShape(source, typeName, responseName, node, nodes);
    if (field) fields.push(field);
  }
  return { typeName, fields, leastBytes: leastBytesOf(fields) };
}

function leastBytesOf(fields: readonly FieldShape[]): number {
  const text = fields.map(({ responseName, value }) => responseName.length + 4 + leastValueBytes(value));
  return Math.max(
    leastObjectBytes,
    text.reduce((sum, bytes) => sum + bytes, 2),
  );
}

/** Returns the minimum size of a value if its kind determines one. Objects and lists count themselves. */
export function leastValueBytes(shape: ValueShape): number {
  if (shape.kind === 'nonNull') return leastValueBytes(shape.of);
  if (shape.kind === 'typename') return (shape.name?.length ?? 0) + 2;
  return shape.kind === 'leaf' ? 1 : 0;
}

function collectFields(
  source: ShapeSource,
  typeName: string,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<FragmentDefinitionNode>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!source.isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(selection);
        else fields.set(name, [selection]);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : source.fragments.get(selection.name.value);
      if (fragment === undefined) continue;
      if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
        if (visited.has(fragment)) continue;
        visited.add(fragment);
      }
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || isOfType(source.schema, typeName, condition))
        collect(fragment.selectionSet);
    }
  };
  sets.forEach(collect);
  return fields;
}

function createFieldShape(
  source: ShapeSource,
  typeName: string,
  responseName: string,
  node: FieldNode,
  nodes: readonly FieldNode[],
): FieldShape | undefined {
  const fieldName = node.name.value;
  const base = { responseName, source: source.sources.get(node) ?? responseName, fieldName };
  const parent = source.schema.getType(typeName);
  if (fieldName === '__typename') {
    if (source.refused.types.has(typeName)) return { ...base, value: nonNull({ kind: 'refused' }) };
    return { ...base, value: { kind: 'typename', name: isObjectType(parent) ? typeName : undefined } };
  }
  if (isIntrospection(node))
    return { ...base, source: introspectionSource(responseName), value: { kind: 'finished' } };
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[fieldName] : undefined;
  if (field && nodes.some((each) => source.refused.fields.has(each))) {
    const refused: ValueShape = { kind: 'refused' };
    // No field can have this name, so a value that the planner fetches for itself is not exposed.
    return {
      ...base,
      source: `__refused ${responseName}`,
      value: isNonNullType(field.type) ? nonNull(refused) : refused,
    };
  }
  const sets = nodes.flatMap((each) => each.selectionSet ?? []);
  return field && { ...base, value: createValueShape(source, field.type, sets) };
}

function nonNull(of: ValueShape): ValueShape {
  return { kind: 'nonNull', of };
}

/** Returns the name of an introspection result in the merged answer. No field can have such a name. */
export function introspectionSource(responseName: string): string {
  return `__introspection ${responseName}`;
}

function createValueShape(
  source: ShapeSource,
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
): ValueShape {
  if (isNonNullType(type)) return { kind: 'nonNull', of: createValueShape(source, type.ofType, sets) };
  if (isListType(type)) return { kind: 'list', of: createValueShape(source, type.ofType, sets) };
  if (isLeafType(type)) return { kind: 'leaf', typeName: type.name, check: createLeafCheck(type) };
  if (isObjectType(type)) return { kind: 'object', shape: createObjectShape(source, type.name, sets) };
  const shapeOf = createShapeOf(source, type.name, sets);
  const allShapes = (): readonly ObjectShape[] =>
    source.schema
      .getPossibleTypes(type)
      .map(({ name }) => shapeOf(name))
      .filter((shape) => shape !== undefined);
  return { kind: 'abstract', typeName: type.name, shapeOf, allShapes };
}

/** Creates a function that returns the shape of a runtime type. Shapes are created at first use. */
function createShapeOf(
  source: ShapeSource,
  abstractName: string,
  sets: readonly SelectionSetNode[],
): ShapeOf {
  const shapes = new Map<unknown, ObjectShape>();
  return (answered) => {
    const known = shapes.get(answered);
    if (known !== undefined) return known;
    const typeName =
      answered === undefined && source.interfaceObjects.has(abstractName) ? abstractName : answered;
    // An @interfaceObject that is asked for `__typename` returns the interface's name.
    if (typeof typeName !== 'string' || !isOfType(source.schema, typeName, abstractName)) return undefined;
    const shape = createObjectShape(source, typeName, sets);
    shapes.set(answered, shape);
    return shape;
  };
}
