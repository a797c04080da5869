import {
  type DirectiveNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { parseFieldSet, printFieldSet } from './field-set.ts';
import { textArgument } from './join-directives.ts';
import { createDirectiveFinder } from './linked-directives.ts';

/** Argument whose value comes from a context (`@fromContext`). Clients do not see it. */
export interface ContextArgument {
  readonly context: string;
  readonly name: string;
  /** Selection on the types that set the context, as composition writes it. */
  readonly selection: string;
}

/** Reads the context arguments of a field in one subgraph from its `@join__field`. */
export function contextArgumentsOf(join: DirectiveNode): readonly ContextArgument[] {
  const list = join.arguments?.find(({ name }) => name.value === 'contextArguments')?.value;
  if (list?.kind !== Kind.LIST) return [];
  return list.values.map((value) => {
    const fields = value.kind === Kind.OBJECT ? value.fields : [];
    const text = (name: string): string => {
      const found = fields.find((field) => field.name.value === name)?.value;
      if (found?.kind !== Kind.STRING)
        throw new Error(`A context argument must have a string as its ${name}`);
      return found.value;
    };
    return { context: text('context'), name: text('name'), selection: text('selection') };
  });
}

/** Parses the selection of a context argument: `{ a }` or `... on A { a } ... on B { b }`. */
export function parseContextSelection(selection: string): SelectionSetNode {
  const set = parseFieldSet(selection.trimStart().startsWith('{') ? `... ${selection}` : selection);
  const [only] = set.selections;
  return only?.kind === Kind.INLINE_FRAGMENT && only.typeCondition === undefined ? only.selectionSet : set;
}

/** Prints a selection in the format that {@link parseContextSelection} reads. */
export function printContextSelection(set: SelectionSetNode): string {
  const isOfTypes = set.selections.every(
    (selection) => selection.kind === Kind.INLINE_FRAGMENT && selection.typeCondition !== undefined,
  );
  return isOfTypes ? printFieldSet(set) : `{ ${printFieldSet(set)} }`;
}

/** Returns the types that set each context, by the context's name. */
export function contextTypesOf(supergraph: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const find = createDirectiveFinder(supergraph, 'context');
  const types = new Map<string, string[]>();
  for (const type of supergraph.definitions.filter(isTypeDefinitionNode)) {
    for (const directive of find(type, 'context')) {
      const name = textArgument(directive, 'name') ?? '';
      types.set(name, [...(types.get(name) ?? []), type.name.value]);
    }
  }
  return types;
}
