import { type GraphQLCompositeType, isAbstractType, Kind, type SelectionSetNode } from 'graphql';
import { conditionVariablesOf, isIncluded } from '../compile/conditions.ts';
import type { Scopes } from './scope.ts';
import type { TypeConditions } from './type-conditions.ts';

/** Search for selections on abstract types, outside of fragments on object types. */
export interface AbstractSelections {
  /**
   * Returns true if a field is selected on objects of the type `typeName`. Ignores `__typename`, which is decided for
   * each object, and selections that @skip and @include exclude.
   */
  selectsFrom(set: SelectionSetNode, parent: GraphQLCompositeType, typeName: string): boolean;
  /** Returns the variables in the @skip and @include of such selections. */
  conditionsIn(set: SelectionSetNode, parent: GraphQLCompositeType): ReadonlySet<string>;
}

/** Creates the search. Each selection set is searched once for each type, whatever paths lead to it. */
export function createAbstractSelections(
  scopes: Scopes,
  conditions: TypeConditions,
  variables: Readonly<Record<string, unknown>>,
): AbstractSelections {
  const found = new Map<SelectionSetNode, Map<string, boolean>>();
  const search = (set: SelectionSetNode, parent: GraphQLCompositeType, typeName: string): boolean =>
    set.selections.some((selection) => {
      if (!isIncluded(selection, variables)) return false;
      if (selection.kind === Kind.FIELD) return selection.name.value !== '__typename';
      const { fragment, type } = conditions.of(selection, parent);
      return scopes.of(type).typeNames.has(typeName) && selectsFrom(fragment.selectionSet, type, typeName);
    });
  const selectsFrom: AbstractSelections['selectsFrom'] = (set, parent, typeName) => {
    if (!isAbstractType(parent)) return false;
    const byType = found.get(set) ?? new Map<string, boolean>();
    found.set(set, byType);
    const selects = byType.get(typeName) ?? search(set, parent, typeName);
    byType.set(typeName, selects);
    return selects;
  };
  return {
    selectsFrom,
    conditionsIn(set, parent) {
      const names = new Set<string>();
      const seen = new Set<SelectionSetNode>();
      const collect = (inner: SelectionSetNode, type: GraphQLCompositeType): void => {
        if (!isAbstractType(type) || seen.has(inner)) return;
        seen.add(inner);
        for (const selection of inner.selections) {
          for (const name of conditionVariablesOf(selection)) names.add(name);
          if (selection.kind === Kind.FIELD) continue;
          const { fragment, type: condition } = conditions.of(selection, type);
          collect(fragment.selectionSet, condition);
        }
      };
      collect(set, parent);
      return names;
    },
  };
}
