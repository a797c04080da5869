import { Kind, parse, print, type SelectionSetNode } from 'graphql';

/** Parses a field set of a federation directive as a selection set. */
export function parseFieldSet(fieldSet: string): SelectionSetNode {
  const [definition] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION)
    throw new Error(`A field set must be selections: ${fieldSet}`);
  return definition.selectionSet;
}

/** Prints a selection set as the text of a field set. */
export function printFieldSet(set: SelectionSetNode): string {
  return set.selections.map(print).join(' ');
}
