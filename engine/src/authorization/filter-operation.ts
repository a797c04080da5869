import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { PlanningError } from '../planning/operation-planner.ts';
import { type FilterSource, findRefusedFields, type RefusedFields } from './refused-fields.ts';
import type { Scope } from './scope.ts';

/** Operation with the parts that its caller is refused. */
export interface FilteredOperation {
  /** Same operation, with a copy of a fragment for each set of types with refused fields. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Fields of this document that are not fetched. They are null in the answer. */
  readonly fields: ReadonlySet<FieldNode>;
  /** Types of the operation that the caller must not see. */
  readonly types: ReadonlySet<string>;
}

/**
 * Filters an operation. A field is refused if it is refused on any type that the object at its place can have. Throws
 * PlanningError if fragments with refused fields are spread on too many sets of types.
 */
export function filterOperation(source: FilterSource): FilteredOperation {
  const { schema, document, operation, scopes } = source;
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema must have a root type for the operation: ${operation.operation}`);
  const refused = findRefusedFields(source);
  const filter: Filter = {
    ...source,
    refused,
    refusedIn: createRefusedIn(source, refused),
    fields: new Set(),
    fragments: new Map(),
    selectionsLeft: refused.selections + maxCopiedSelections,
  };
  const selectionSet = filterSet(filter, operation.selectionSet, root, scopes.of(root));
  const filtered = { ...operation, selectionSet };
  return {
    document: { ...document, definitions: [filtered, ...filter.fragments.values()] },
    operation: filtered,
    fields: filter.fields,
    types: refused.types,
  };
}

/** Maximum number of fragment selections that are copied for one operation. A thousand take a few milliseconds. */
const maxCopiedSelections = 5_000;

interface Filter extends FilterSource {
  readonly refused: RefusedFields;
  readonly refusedIn: RefusedIn;
  readonly fields: Set<FieldNode>;
  /** Fragments by the client's name and the types that they apply to. */
  readonly fragments: Map<string, FragmentDefinitionNode>;
  selectionsLeft: number;
}

function filterSet(
  filter: Filter,
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  scope: Scope,
): SelectionSetNode {
  filter.selectionsLeft -= set.selections.length;
  if (filter.selectionsLeft < 0)
    throw new PlanningError('PLANNING_LIMIT_EXCEEDED', 'Fragments are spread on too many sets of types');
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

/** Returns the name of a fragment's copy. All scopes share one copy if nothing in it is refused. */
function filterFragment(
  filter: Filter,
  spread: FragmentSpreadNode,
  parent: GraphQLCompositeType,
  around: Scope,
): string {
  const { fragment, type } = filter.conditions.of(spread, parent);
  const scope = filter.scopes.narrow(around, type);
  const refused = filter.refusedIn(fragment.selectionSet, type);
  const key = `${spread.name.value} ${isDisjoint(refused, scope.typeNames) ? '' : scope.key}`;
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
  const type = definition && getNamedType(definition.type);
  const filtered =
    field.selectionSet && isCompositeType(type)
      ? { ...field, selectionSet: filterSet(filter, field.selectionSet, type, filter.scopes.of(type)) }
      : { ...field };
  const refused = filter.refused.on(field);
  const names = [...scope.typeNames];
  if (refused === undefined || names.length === 0) return filtered;
  // `__typename` is decided for each object, unless the caller must not see any of the types.
  const isRefused =
    definition === undefined
      ? names.every((name) => refused.has(name))
      : names.some((name) => refused.has(name));
  if (isRefused) filter.fields.add(filtered);
  return filtered;
}

/**
 * Function that returns the types with refused fields in a selection set, including its fragments, but not nested
 * fields.
 */
type RefusedIn = (set: SelectionSetNode, parent: GraphQLCompositeType) => ReadonlySet<string>;

function createRefusedIn({ conditions }: FilterSource, refused: RefusedFields): RefusedIn {
  const known = new Map<SelectionSetNode, ReadonlySet<string>>();
  const refusedIn: RefusedIn = (set, parent) => {
    const found = known.get(set);
    if (found !== undefined) return found;
    const names = new Set<string>();
    for (const selection of set.selections) {
      const isField = selection.kind === Kind.FIELD;
      const inner = isField ? undefined : conditions.of(selection, parent);
      const refusedOn = isField
        ? refused.on(selection)
        : inner && refusedIn(inner.fragment.selectionSet, inner.type);
      for (const name of refusedOn ?? []) names.add(name);
    }
    known.set(set, names);
    return names;
  };
  return refusedIn;
}

function isDisjoint(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].every((name) => !other.has(name));
}
