import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { isIncluded } from './conditions.ts';

/** A field as a client's answer has it, whatever the types of the objects that it is asked of. */
export interface ClientField {
  readonly responseName: string;
  /** Where the merged answer has it; several where objects of different types are asked for it in different ways. */
  readonly sources: readonly string[];
  readonly fields: readonly ClientField[];
}

/** What the fields of an operation are collected from. */
export interface ClientFieldSource {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Where the merged answer has a field, if not by its response name. */
  readonly sources: ReadonlyMap<FieldNode, string>;
  readonly refused: ReadonlySet<FieldNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The fields that these selections include, in their order; introspection and what the caller is refused are left out. */
export function collectClientFields(
  source: ClientFieldSource,
  sets: readonly SelectionSetNode[],
): readonly ClientField[] {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!isIncluded(selection, source.variables)) continue;
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value.startsWith('__') || source.refused.has(selection)) continue;
        const name = (selection.alias ?? selection.name).value;
        fields.set(name, [...(fields.get(name) ?? []), selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = source.fragments.get(selection.name.value);
        if (fragment !== undefined) collect(fragment.selectionSet);
      }
    }
  };
  sets.forEach(collect);
  return [...fields].map(([responseName, nodes]) => ({
    responseName,
    sources: [...new Set(nodes.map((node) => source.sources.get(node) ?? responseName))],
    fields: collectClientFields(
      source,
      nodes.flatMap((node) => node.selectionSet ?? []),
    ),
  }));
}
