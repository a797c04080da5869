import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRules } from './access-rules.ts';
import { createFieldAccess, type FieldAccess } from './field-access.ts';
import type { Passes } from './requirement.ts';
import { createScopes, type Scope, type Scopes } from './scope.ts';
import { createTypeConditions, type TypeConditions } from './type-conditions.ts';

/** An operation, and what of it its caller is refused. */
export interface FilteredOperation {
  /** The same operation, with a fragment of its own for each set of types that one is spread on. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The fields of this document that are not asked of any subgraph, and whose places are null. */
  readonly fields: ReadonlySet<FieldNode>;
  /** The types that the caller may not see, of those that abstract types of the operation can be. */
  readonly types: ReadonlySet<string>;
}

/** What is filtered, and by what. */
export interface FilterSource {
  /** As the client sees it. */
  readonly schema: GraphQLSchema;
  readonly rules: AccessRules;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * Finds what of a valid operation a caller is refused. A field is, where a rule on it, on its parent type, on its own
 * type or on the type of an argument that is given is not met. On an interface it must be allowed on every type that the
 * object can be; and where some type of an interface or union is not allowed, a field that returns it is refused unless
 * only fragments on object types select from it. Every requirement that the operation touches is asked for.
 */
export function filterOperation(source: FilterSource, passes: Passes): FilteredOperation {
  const { schema, rules, document, operation } = source;
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema must have a root type for the operation: ${operation.operation}`);
  const scopes = createScopes(schema);
  const conditions = createTypeConditions(schema, document);
  const access = createFieldAccess({ rules, scopes, conditions, passes });
  const filter: Filter = { scopes, conditions, access, fields: new Set(), fragments: new Map() };
  const selectionSet = filterSet(filter, operation.selectionSet, root, scopes.of(root));
  const filtered = { ...operation, selectionSet };
  return {
    document: { ...document, definitions: [filtered, ...filter.fragments.values()] },
    operation: filtered,
    fields: filter.fields,
    // The name of the root type says nothing.
    types: new Set([...access.refusedTypes].filter((name) => name !== root.name)),
  };
}

interface Filter {
  readonly scopes: Scopes;
  readonly conditions: TypeConditions;
  readonly access: FieldAccess;
  readonly fields: Set<FieldNode>;
  /** By the client's name and the types that it applies to. */
  readonly fragments: Map<string, FragmentDefinitionNode>;
}

function filterSet(
  filter: Filter,
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  scope: Scope,
): SelectionSetNode {
  return {
    ...set,
    selections: set.selections.map((selection) => filterSelection(filter, selection, parent, scope)),
  };
}

function filterSelection(
  filter: Filter,
  selection: SelectionNode,
  parent: GraphQLCompositeType,
  scope: Scope,
): SelectionNode {
  if (selection.kind === Kind.FIELD) return filterField(filter, selection, parent, scope);
  if (selection.kind === Kind.FRAGMENT_SPREAD) {
    const value = filterFragment(filter, selection, parent, scope);
    return { ...selection, name: { kind: Kind.NAME, value } };
  }
  const { type } = filter.conditions.of(selection, parent);
  const inner = filter.scopes.narrow(scope, type);
  return { ...selection, selectionSet: filterSet(filter, selection.selectionSet, type, inner) };
}

/** The name of the fragment for this scope, made where it is spread on these types for the first time. */
function filterFragment(
  filter: Filter,
  spread: FragmentSpreadNode,
  parent: GraphQLCompositeType,
  around: Scope,
): string {
  const { fragment, type } = filter.conditions.of(spread, parent);
  const scope = filter.scopes.narrow(around, type);
  const key = `${spread.name.value} ${scope.key}`;
  const known = filter.fragments.get(key);
  if (known !== undefined) return known.name.value;
  const selectionSet = filterSet(filter, fragment.selectionSet, type, scope);
  const value = `F${filter.fragments.size}`;
  filter.fragments.set(key, {
    kind: Kind.FRAGMENT_DEFINITION,
    name: { kind: Kind.NAME, value },
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
    selectionSet,
  });
  return value;
}

function filterField(
  filter: Filter,
  field: FieldNode,
  parent: GraphQLCompositeType,
  scope: Scope,
): FieldNode {
  const definition = isUnionType(parent) ? undefined : parent.getFields()[field.name.value];
  // Introspection shows the schema to whoever may see it: rules are about data.
  if (definition === undefined) return { ...field };
  const type = getNamedType(definition.type);
  const filtered =
    field.selectionSet && isCompositeType(type)
      ? { ...field, selectionSet: filterSet(filter, field.selectionSet, type, filter.scopes.of(type)) }
      : { ...field };
  if (!filter.access.isAllowed(field, definition, scope)) filter.fields.add(filtered);
  return filtered;
}
