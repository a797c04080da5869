import { type DirectiveNode, valueFromASTUntyped } from 'graphql';

/** Returns the arguments of a directive by name, without those that it omits. */
export function readDirectiveArguments({
  arguments: given = [],
}: DirectiveNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}
