import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { isConditional } from './conditions.ts';

/**
 * Creates a function that returns true if @skip, @include or missing authorization can leave a selection set empty.
 * The planner drops an object without selections, as if it were not selected.
 */
export function createCanBeEmpty(
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  refused: ReadonlySet<FieldNode>,
): (set: SelectionSetNode) => boolean {
  const known = new Map<SelectionSetNode, boolean>();
  const canBeEmpty = (set: SelectionSetNode): boolean => {
    const result =
      known.get(set) ??
      set.selections.every((selection) => {
        if (isConditional(selection)) return true;
        if (selection.kind === Kind.FIELD) return refused.has(selection);
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        return fragment !== undefined && canBeEmpty(fragment.selectionSet);
      });
    known.set(set, result);
    return result;
  };
  return canBeEmpty;
}
