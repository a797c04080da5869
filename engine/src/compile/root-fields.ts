import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { isNeverIncluded } from './conditions.ts';

/**
 * Returns the operation with only the root fields for which `keep` returns true and that no constant condition
 * excludes, and the fragments that it then needs. Returns undefined if no field is left. The remaining fields are the
 * nodes of the given document.
 */
export function keepRootFields(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  keep: (field: FieldNode) => boolean,
): DocumentNode | undefined {
  const fragments = fragmentsOf(document);
  const kept = new Map<string, FragmentDefinitionNode | undefined>();
  const keepFragment = (name: string): FragmentDefinitionNode | undefined => {
    const fragment = fragments.get(name);
    if (fragment === undefined || kept.has(name)) return kept.get(name);
    const selectionSet = keepSelections(fragment.selectionSet);
    kept.set(name, selectionSet && { ...fragment, selectionSet });
    return kept.get(name);
  };
  const keepSelection = (selection: SelectionNode): SelectionNode | undefined => {
    if (isNeverIncluded(selection)) return undefined;
    if (selection.kind === Kind.FIELD) return keep(selection) ? selection : undefined;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return keepFragment(selection.name.value) && selection;
    const selectionSet = keepSelections(selection.selectionSet);
    return selectionSet && { ...selection, selectionSet };
  };
  const keepSelections = (set: SelectionSetNode): SelectionSetNode | undefined => {
    const selections = set.selections.map(keepSelection).filter((selection) => selection !== undefined);
    return selections.length === 0 ? undefined : { ...set, selections };
  };
  const selectionSet = keepSelections(operation.selectionSet);
  if (selectionSet === undefined) return undefined;
  const keptOperation = { ...operation, selectionSet };
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      keptOperation,
      ...reachable(keptOperation, (name) => kept.get(name) ?? fragments.get(name)),
    ],
  };
}

/** Returns the fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

function reachable(
  operation: OperationDefinitionNode,
  fragmentNamed: (name: string) => FragmentDefinitionNode | undefined,
): Iterable<FragmentDefinitionNode> {
  const reached = new Set<FragmentDefinitionNode>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread(spread) {
        const fragment = fragmentNamed(spread.name.value);
        if (fragment === undefined || reached.has(fragment)) return;
        reached.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  return reached;
}
