import {
  type FieldNode,
  type GraphQLOutputType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { leastObjectBytes } from './answer-budget.ts';
import { collectFields, collectUsages, type FieldSource, type SelectedSet } from './collect-fields.ts';
import type { DeferUsage } from './deferred-document.ts';
import { createLeafCheck, type LeafCheck } from './leaf-check.ts';
import { isIntrospection } from './planning-document.ts';
import { isOfType } from './possible-types.ts';
import { areSame, keyOf, notDeferred, type UsageSet, usagesOf } from './usage-sets.ts';

/** Shape of an answer's object of one type, in query order. */
export interface ObjectShape {
  readonly typeName: string;
  readonly fields: readonly FieldShape[];
  /** Minimum size of the object in bytes, whatever its values; see `AnswerBudget`. */
  readonly leastBytes: number;
  /** Deferred parts of the object, or undefined if it has none. */
  readonly deferred: DeferredShape | undefined;
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

/** Deferred parts of an object of one type. */
export interface DeferredShape {
  /** Fragments that are deferred at the object itself. */
  readonly begun: readonly DeferUsage[];
  readonly groups: readonly DeferredGroup[];
  /**
   * Fragments that may have further fields once the object's own type is known. Only an @interfaceObject comes without
   * its type.
   */
  readonly open: UsageSet;
}

/** Fields of an object that are delivered together, with the first of these fragments. */
export interface DeferredGroup {
  readonly usages: UsageSet;
  readonly shape: ObjectShape;
}

/** Source of a shape: the client's document, and the conditions of one set of variables. */
export interface ShapeSource extends FieldSource {
  readonly sources: ReadonlyMap<FieldNode, string>;
  /** Names of interfaces that a subgraph has as an @interfaceObject. Their objects come without their own type name. */
  readonly interfaceObjects: ReadonlySet<string>;
  readonly refused: RefusedParts;
}

/** Fields and types of an operation that the caller is not authorized to see. */
export interface RefusedParts {
  readonly fields: ReadonlySet<FieldNode>;
  readonly types: ReadonlySet<string>;
}

/** Selections of an object, with the deferred fragments that the object is delivered with. */
interface Selections {
  readonly sets: readonly SelectedSet[];
  readonly usages: UsageSet;
}

/** Creates the shape of an operation's answer. */
export function createAnswerShape(
  source: ShapeSource,
  typeName: string,
  { selectionSet }: OperationDefinitionNode,
): ObjectShape {
  const sets = [{ set: selectionSet, usage: undefined }];
  return createObjectShape(source, typeName, { sets, usages: notDeferred });
}

/**
 * Creates the shape of an object of a type with these selections. Fields that are delivered later than the object form
 * groups (specification, BuildExecutionPlan).
 */
function createObjectShape(source: ShapeSource, typeName: string, selections: Selections): ObjectShape {
  const { fields: collected, begun } = collectFields(source, typeName, selections.sets);
  const fields: FieldShape[] = [];
  const groups = new Map<string, { readonly usages: UsageSet; readonly fields: FieldShape[] }>();
  for (const [responseName, selected] of collected) {
    const usages = source.usages.size === 0 ? notDeferred : usagesOf(selected);
    const nodes = selected.map(({ node }) => node);
    const sets = selected.flatMap(({ node: { selectionSet: set }, usage }) => (set ? [{ set, usage }] : []));
    const field = createFieldShape(source, typeName, { responseName, nodes, sets, usages });
    if (field === undefined) continue;
    if (areSame(usages, selections.usages)) fields.push(field);
    else {
      const group = groups.get(keyOf(usages)) ?? { usages, fields: [] };
      groups.set(keyOf(usages), group);
      group.fields.push(field);
    }
  }
  const deferred = createDeferredShape(source, typeName, selections, {
    begun,
    groups: [...groups.values()].map(({ usages, fields }) => ({
      usages,
      shape: createShape(typeName, fields, undefined),
    })),
  });
  return createShape(typeName, fields, deferred);
}

function createShape(
  typeName: string,
  fields: readonly FieldShape[],
  deferred: DeferredShape | undefined,
): ObjectShape {
  return { typeName, fields, leastBytes: leastBytesOf(fields), deferred };
}

/** Returns the deferred parts of an object, or undefined if it has none. */
function createDeferredShape(
  source: ShapeSource,
  typeName: string,
  { sets }: Selections,
  { begun, groups }: Omit<DeferredShape, 'open'>,
): DeferredShape | undefined {
  if (source.usages.size === 0) return undefined;
  if (!isObjectType(source.schema.getType(typeName))) {
    const usages = collectUsages(source, sets);
    return usages.all.size === 0 ? undefined : { begun: usages.begun, groups, open: usages.all };
  }
  return begun.length + groups.length === 0 ? undefined : { begun, groups, open: notDeferred };
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

/** Field of an object, with all its selections. */
interface FieldSelections extends Selections {
  readonly responseName: string;
  readonly nodes: readonly FieldNode[];
}

function createFieldShape(
  source: ShapeSource,
  typeName: string,
  { responseName, nodes, ...selections }: FieldSelections,
): FieldShape | undefined {
  const [node] = nodes;
  if (node === undefined) return undefined;
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
  return field && { ...base, value: createValueShape(source, field.type, selections) };
}

function nonNull(of: ValueShape): ValueShape {
  return { kind: 'nonNull', of };
}

/** Returns the name of an introspection result in the merged answer. No field can have such a name. */
export function introspectionSource(responseName: string): string {
  return `__introspection ${responseName}`;
}

function createValueShape(source: ShapeSource, type: GraphQLOutputType, selections: Selections): ValueShape {
  if (isNonNullType(type)) return { kind: 'nonNull', of: createValueShape(source, type.ofType, selections) };
  if (isListType(type)) return { kind: 'list', of: createValueShape(source, type.ofType, selections) };
  if (isLeafType(type)) return { kind: 'leaf', typeName: type.name, check: createLeafCheck(type) };
  if (isObjectType(type)) return { kind: 'object', shape: createObjectShape(source, type.name, selections) };
  const shapeOf = createShapeOf(source, type.name, selections);
  const allShapes = (): readonly ObjectShape[] =>
    source.schema
      .getPossibleTypes(type)
      .map(({ name }) => shapeOf(name))
      .filter((shape) => shape !== undefined);
  return { kind: 'abstract', typeName: type.name, shapeOf, allShapes };
}

/** Creates a function that returns the shape of a runtime type. Shapes are created at first use. */
function createShapeOf(source: ShapeSource, abstractName: string, selections: Selections): ShapeOf {
  const shapes = new Map<unknown, ObjectShape>();
  return (answered) => {
    const known = shapes.get(answered);
    if (known !== undefined) return known;
    const typeName =
      answered === undefined && source.interfaceObjects.has(abstractName) ? abstractName : answered;
    // An @interfaceObject whose `__typename` is requested returns the interface's name.
    if (typeof typeName !== 'string' || !isOfType(source.schema, typeName, abstractName)) return undefined;
    const shape = createObjectShape(source, typeName, selections);
    shapes.set(answered, shape);
    return shape;
  };
}
