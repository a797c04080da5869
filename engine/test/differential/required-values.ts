import {
  type FieldNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { WorldObject } from './entities.ts';
import { fieldSeed } from './field-seed.ts';
import { growValue } from './grow-value.ts';

/** @requires of the subgraphs' SDL by field name. */
const REQUIRED: Readonly<Record<string, SelectionSetNode>> = {
  blurb: readSelectionSet('{ title }'),
  shipping: readSelectionSet('{ size { width height } }'),
  heavy: readSelectionSet('{ weight(unit: G) pages }'),
  light: readSelectionSet('{ weight(unit: KG) }'),
  busy: readSelectionSet('{ open }'),
  reels: readSelectionSet('{ minutes }'),
};

/**
 * Reads the fields that a field requires: from the representation, or, for an oracle that `grows` (it knows
 * every field), as the subgraph that owns them would return them. A field missing from the representation is
 * read as missing, and so changes the value.
 */
export function readRequiredValues(
  fieldName: string,
  source: WorldObject,
  grows: Pick<GraphQLResolveInfo, 'schema' | 'parentType'> | undefined,
): unknown {
  const selectionSet = REQUIRED[fieldName];
  if (selectionSet === undefined) return undefined;
  return readSelected(selectionSet, { ...source, __typename: grows?.parentType.name ?? '' }, grows?.schema);
}

function readSelected(
  { selections }: SelectionSetNode,
  source: WorldObject,
  schema: GraphQLSchema | undefined,
): Readonly<Record<string, unknown>> {
  const fields = selections.filter((selection) => selection.kind === Kind.FIELD);
  return Object.fromEntries(fields.map((field) => [field.name.value, readField(field, source, schema)]));
}

function readField(field: FieldNode, source: WorldObject, schema: GraphQLSchema | undefined): unknown {
  const value = schema === undefined ? broughtValue(field, source) : grownValue(field, source, schema);
  if (field.selectionSet === undefined || !isObject(value)) return value;
  return readSelected(field.selectionSet, value, schema);
}

function broughtValue({ name }: FieldNode, source: WorldObject): unknown {
  return Object.hasOwn(source, name.value) ? source[name.value] : 'it is missing';
}

function grownValue(field: FieldNode, source: WorldObject, schema: GraphQLSchema): unknown {
  const type = schema.getType(String(source.__typename));
  const definition = isObjectType(type) ? type.getFields()[field.name.value] : undefined;
  if (definition === undefined) throw new Error(`A required field must exist, got ${field.name.value}`);
  const seed = fieldSeed(source, field.name.value, getArgumentValues(definition, field));
  return growValue(definition.type, seed, schema);
}

function isObject(value: unknown): value is WorldObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readSelectionSet(text: string): SelectionSetNode {
  const [definition] = parse(text).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`A field set has braces, got ${text}`);
  return definition.selectionSet;
}
