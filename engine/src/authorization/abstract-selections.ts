import { type GraphQLCompositeType, isAbstractType, Kind, type SelectionSetNode } from 'graphql';
import type { Scope, Scopes } from './scope.ts';
import type { TypeConditions } from './type-conditions.ts';

/** A selection set, the type that it is on, and the object types that it can apply to. */
export interface PlacedSelections {
  readonly set: SelectionSetNode;
  readonly parent: GraphQLCompositeType;
  readonly scope: Scope;
}

/**
 * Whether a field that is selected outside of fragments on object types applies to objects of one of these types.
 * `__typename` does not count: what it says of such an object is decided object by object.
 */
export function selectsFromAny(
  refused: ReadonlySet<string>,
  selections: PlacedSelections,
  scopes: Scopes,
  conditions: TypeConditions,
): boolean {
  const seen = new Set<string>();
  const selects = ({ set, parent, scope }: PlacedSelections): boolean => {
    if (!isAbstractType(parent) || ![...scope.typeNames].some((name) => refused.has(name))) return false;
    return set.selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value !== '__typename';
      const { fragment, type } = conditions.of(selection, parent);
      const inner = { set: fragment.selectionSet, parent: type, scope: scopes.narrow(scope, type) };
      if (selection.kind === Kind.INLINE_FRAGMENT) return selects(inner);
      const key = `${selection.name.value} ${inner.scope.key}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return selects(inner);
    });
  };
  return selects(selections);
}
