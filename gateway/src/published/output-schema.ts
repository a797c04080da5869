import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import {
  described,
  type JsonSchema,
  objectSchema,
  orNull,
  type Property,
  scalarSchema,
} from './input-schema.ts';

/** Place of an operation whose schema is built. */
interface Place {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Paths of fields to leave out. */
  readonly hidden: ReadonlySet<string>;
}

/** Returns the JSON Schema of an operation's data, without the fields at the hidden paths. */
export function outputSchemaOf(
  schema: GraphQLSchema,
  root: GraphQLObjectType,
  document: DocumentNode,
  hidden: ReadonlySet<string>,
): JsonSchema {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const sets: SelectionSetNode[] = [];
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
    else if (each.kind === Kind.OPERATION_DEFINITION) sets.push(each.selectionSet);
  }
  return objectOf(root, sets, [], { schema, fragments, hidden });
}

/** Field of an object under one response key. */
interface CollectedField {
  readonly nodes: FieldNode[];
  /** True if @skip or @include can leave it out. */
  isConditional: boolean;
}

function objectOf(
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  path: readonly string[],
  place: Place,
): JsonSchema {
  const fields = new Map<string, CollectedField>();
  for (const set of sets) collect(type, set, false, fields, place);
  const properties = [...fields].flatMap(([name, { nodes, isConditional }]): readonly Property[] => {
    const inner = [...path, name];
    const [node] = nodes;
    if (node === undefined || place.hidden.has(inner.join('.'))) return [];
    if (node.name.value === '__typename')
      return [{ name, isRequired: !isConditional, schema: { type: 'string', const: type.name } }];
    const definition = type.getFields()[node.name.value];
    if (definition === undefined) return [];
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const schema = described(fieldSchemaOf(definition.type, sets, inner, place), definition.description);
    return [{ name, isRequired: !isConditional, schema }];
  });
  return objectSchema(properties);
}

function fieldSchemaOf(
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  path: readonly string[],
  place: Place,
): JsonSchema {
  if (!isNonNullType(type)) return orNull(notNullOf(type, sets, path, place));
  return notNullOf(type.ofType, sets, path, place);
}

function notNullOf(
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  path: readonly string[],
  place: Place,
): JsonSchema {
  if (isListType(type)) return { type: 'array', items: fieldSchemaOf(type.ofType, sets, path, place) };
  if (isNonNullType(type)) return fieldSchemaOf(type, sets, path, place);
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name) };
  if (isObjectType(type)) return objectOf(type, sets, path, place);
  if (!isAbstractType(type)) return scalarSchema(type);
  return { anyOf: place.schema.getPossibleTypes(type).map((each) => objectOf(each, sets, path, place)) };
}

function collect(
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  within: boolean,
  into: Map<string, CollectedField>,
  place: Place,
): void {
  for (const selection of selections) {
    const isConditional =
      within || (selection.directives ?? []).some(({ name }) => /^(skip|include)$/.test(name.value));
    if (selection.kind === Kind.FIELD) {
      const key = (selection.alias ?? selection.name).value;
      const known = into.get(key);
      known?.nodes.push(selection);
      if (known === undefined) into.set(key, { nodes: [selection], isConditional });
      else known.isConditional &&= isConditional;
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : place.fragments.get(selection.name.value);
    if (fragment === undefined) continue;
    const { typeCondition, selectionSet } = fragment;
    const condition = typeCondition === undefined ? type : typeFromAST(place.schema, typeCondition);
    const applies =
      condition === type || (isAbstractType(condition) && place.schema.isSubType(condition, type));
    if (isCompositeType(condition) && applies) collect(type, selectionSet, isConditional, into, place);
  }
}
