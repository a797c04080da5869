import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  parse,
  print,
  validate,
  visit,
} from 'graphql';
import type { GeneratedOperation } from './generate-operation.ts';

/**
 * Shrinks an operation while `holds` is true: leaves out one part after the other as long as it stays valid.
 * The result may not be the smallest.
 */
export async function shrinkOperation(
  schema: GraphQLSchema,
  operation: GeneratedOperation,
  holds: (smaller: GeneratedOperation) => Promise<boolean>,
): Promise<GeneratedOperation> {
  let shrunk = operation;
  for (let index = 0, budget = 600; budget > 0; budget -= 1) {
    const smaller = leaveOut(schema, shrunk, index);
    if (smaller === 'none left') break;
    if (smaller !== undefined && (await holds(smaller))) shrunk = smaller;
    else index += 1;
  }
  return shrunk;
}

/** Returns the operation without the part of that index, or undefined if it would be invalid. */
function leaveOut(
  schema: GraphQLSchema,
  { query, variables }: GeneratedOperation,
  index: number,
): GeneratedOperation | 'none left' | undefined {
  const document = parse(query, { noLocation: true });
  const part = removableParts(document)[index];
  if (part === undefined) return 'none left';
  const smaller = withoutUnused(visit(document, { enter: (node) => (node === part ? null : undefined) }));
  if (validate(schema, parse(print(smaller))).length > 0) return undefined;
  return { query: print(smaller), variables };
}

function removableParts(document: DocumentNode): readonly ASTNode[] {
  const parts: ASTNode[] = [];
  const collect = (node: ASTNode): void => void parts.push(node);
  visit(document, {
    // A selection set may not be empty.
    SelectionSet: ({ selections }) => (selections.length > 1 ? selections.forEach(collect) : undefined),
    Directive: collect,
    Argument: collect,
  });
  return parts;
}

/** Removes the fragments, then the variables, that are no longer used. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const spreads = new Set<string>();
  visit(document, { FragmentSpread: ({ name }) => void spreads.add(name.value) });
  const isUsed = (fragment: FragmentDefinitionNode): boolean => spreads.has(fragment.name.value);
  const trimmed = visit(document, {
    FragmentDefinition: (fragment) => (isUsed(fragment) ? undefined : null),
  });
  if (trimmed !== document) return withoutUnused(trimmed);
  const variables = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void variables.add(name.value),
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
  });
}
