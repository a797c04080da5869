import { Kind, type ValueNode } from 'graphql';
import type { Variables } from './cost-expression.ts';

/** Function that returns an argument's value for the operation's variables. Enum values are their names. */
export type ArgumentValue = (variables: Variables) => unknown;

/**
 * Creates the function for a value that may contain variables. `clientName` returns the client's name of a planner's
 * variable.
 */
export function createArgumentValue(node: ValueNode, clientName: (name: string) => string): ArgumentValue {
  switch (node.kind) {
    case Kind.VARIABLE: {
      const name = clientName(node.name.value);
      return (variables) => variables[name];
    }
    case Kind.LIST: {
      const values = node.values.map((each) => createArgumentValue(each, clientName));
      return (variables) => values.map((value) => value(variables));
    }
    case Kind.OBJECT: {
      const fields = node.fields.map(
        (field) => [field.name.value, createArgumentValue(field.value, clientName)] as const,
      );
      return (variables) => Object.fromEntries(fields.map(([name, value]) => [name, value(variables)]));
    }
    case Kind.NULL:
      return () => null;
    case Kind.INT:
    case Kind.FLOAT: {
      const value = Number(node.value);
      return () => value;
    }
    default: {
      const { value } = node;
      return () => value;
    }
  }
}

/** Returns true if a value contains variables. */
export function hasVariable(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(hasVariable);
  return node.kind === Kind.OBJECT && node.fields.some((field) => hasVariable(field.value));
}
