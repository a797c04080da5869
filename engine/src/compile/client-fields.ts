import { type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { isIncluded } from './conditions.ts';

/** Field of a client's answer, whatever the types of its objects. */
export interface ClientField {
  readonly responseName: string;
  /** Names of the field in the merged answer. There are several if objects of different types select it differently. */
  readonly sources: readonly string[];
  readonly fields: readonly ClientField[];
}

/** Source that the fields of an operation are collected from. */
export interface ClientFieldSource {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Names of fields in the merged answer, where they differ from the response names. */
  readonly sources: ReadonlyMap<FieldNode, string>;
  readonly refused: ReadonlySet<FieldNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Returns the fields that these selections include, in order, without introspection fields and fields that the caller
 * must not see.
 */
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
