import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

/** Merge plan: the selections of a fetch on one object, which decide how two answers about the object are merged. */
export type MergePlan = readonly MergeField[];

interface MergeField {
  /** Response name. */
  readonly name: string;
  /** Merge plan of the field's object, or undefined for a leaf. */
  readonly children: MergePlan | undefined;
  /** Values that another answer may replace, or undefined if it may replace any value. */
  readonly replaceable: ReadonlySet<unknown> | undefined;
}

/**
 * Creates a merge plan from the selections of a subgraph operation, for all types together. A subgraph with an
 * @interfaceObject returns the interface's name as the type of its objects. An object's own type name replaces that
 * name, never the reverse.
 */
export function createMergePlan(
  sets: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  interfaceObjects: ReadonlySet<string>,
): MergePlan {
  const fields = new Map<string, SelectionSetNode[]>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const inner = fields.get(name) ?? [];
        if (selection.selectionSet) inner.push(selection.selectionSet);
        fields.set(name, inner);
      } else {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (inner) collect(inner.selectionSet);
      }
    }
  };
  sets.forEach(collect);
  return [...fields].map(([name, inner]) => ({
    name,
    children: inner.length === 0 ? undefined : createMergePlan(inner, fragments, interfaceObjects),
    replaceable: name === '__typename' ? interfaceObjects : undefined,
  }));
}
