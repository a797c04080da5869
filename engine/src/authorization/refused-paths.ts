import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isIncluded } from '../compile/conditions.ts';
import { fragmentsOf } from '../compile/root-fields.ts';
import type { FilteredOperation } from './filter-operation.ts';

/** Path in an operation by response names, with "@" for each list: `['users', '@', 'email']`. */
export type OperationPath = readonly string[];

/**
 * Returns the paths of an operation's refused fields for coerced variables, each path once and at most `max`. Fields
 * that @skip and @include exclude are not refused.
 */
export function refusedPaths(
  schema: GraphQLSchema,
  filtered: FilteredOperation,
  variables: Readonly<Record<string, unknown>>,
  max: number,
): readonly OperationPath[] {
  const fragments = fragmentsOf(filtered.document);
  const hasRefused = createHasRefused(filtered.fields, fragments, variables);
  const paths = new Map<string, OperationPath>();
  const seen = new Map<SelectionSetNode, Set<string>>();
  const collect = (set: SelectionSetNode, parent: GraphQLCompositeType, path: OperationPath): void => {
    const places = seen.get(set) ?? new Set();
    if (places.has(path.join())) return;
    seen.set(set, places.add(path.join()));
    for (const selection of set.selections) {
      if (paths.size >= max || !hasRefused(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const type = isUnionType(parent) ? undefined : parent.getFields()[selection.name.value]?.type;
        const name = (selection.alias ?? selection.name).value;
        const place = [...path, name];
        if (filtered.fields.has(selection)) paths.set(place.join(), place);
        else if (type && selection.selectionSet) {
          const inner = getNamedType(type);
          if (isCompositeType(inner))
            collect(selection.selectionSet, inner, [...place, ...listMarkers(type)]);
        }
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      const type = condition === undefined ? parent : schema.getType(condition);
      if (fragment && isCompositeType(type)) collect(fragment.selectionSet, type, path);
    }
  };
  const root = schema.getRootType(filtered.operation.operation);
  if (root) collect(filtered.operation.selectionSet, root, []);
  return [...paths.values()];
}

/** Creates a function that returns true if a selection contains a refused field. It visits each fragment once. */
function createHasRefused(
  refused: ReadonlySet<FieldNode>,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
): (selection: SelectionNode) => boolean {
  const known = new Map<SelectionSetNode, boolean>();
  const inSet = (set: SelectionSetNode): boolean => {
    const found = known.get(set) ?? set.selections.some(hasRefused);
    known.set(set, found);
    return found;
  };
  const hasRefused = (selection: SelectionNode): boolean => {
    if (!isIncluded(selection, variables)) return false;
    if (selection.kind === Kind.FIELD)
      return (
        refused.has(selection) || (selection.selectionSet !== undefined && inSet(selection.selectionSet))
      );
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return fragment !== undefined && inSet(fragment.selectionSet);
  };
  return hasRefused;
}

function listMarkers(type: GraphQLOutputType): readonly string[] {
  if (isNonNullType(type)) return listMarkers(type.ofType);
  return isListType(type) ? ['@', ...listMarkers(type.ofType)] : [];
}
