import { Kind, type ValueNode, valueFromASTUntyped, visit } from 'graphql';
import type { Variables } from './cost-expression.ts';

/** Function that returns an argument's value for the operation's variables. Enum values are their names. */
export type ArgumentValue = (variables: Variables) => unknown;

/**
 * Creates the function for a value that may contain variables. `clientName` returns the client's name of a planner's
 * variable.
 */
export function createArgumentValue(node: ValueNode, clientName: (name: string) => string): ArgumentValue {
  const named: ValueNode = visit(node, {
    Variable: ({ name, ...variable }) => ({ ...variable, name: { ...name, value: clientName(name.value) } }),
  });
  return (variables) => valueFromASTUntyped(named, variables);
}

/** Returns true if a value contains variables. */
export function hasVariable(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(hasVariable);
  return node.kind === Kind.OBJECT && node.fields.some((field) => hasVariable(field.value));
}
