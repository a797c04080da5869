import { type ASTNode, type DocumentNode, visit } from 'graphql';

/** Returns the names of the variables that a node uses, without those that it only declares. */
export function usedVariables(node: ASTNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(node, {
    VariableDefinition: () => false,
    Variable: (variable) => void used.add(variable.name.value),
  });
  return used;
}

/** Returns a document that declares only the variables that it uses. */
export function withUsedVariables(document: DocumentNode): DocumentNode {
  const used = usedVariables(document);
  return visit(document, {
    VariableDefinition: (definition) => (used.has(definition.variable.name.value) ? undefined : null),
  });
}
