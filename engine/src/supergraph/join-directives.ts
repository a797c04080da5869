import { type DirectiveNode, type DocumentNode, Kind } from 'graphql';

/** The subgraphs' names by the enum values that stand for them in the join directives. */
export function subgraphNames(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const value of definition.values ?? []) {
      const name = value.directives
        ?.map((directive) => textArgument(directive, 'name'))
        .find((each) => each !== undefined);
      if (name !== undefined) names.set(value.name.value, name);
    }
  }
  return names;
}

/** A directive's argument that is a string or an enum value. */
export function textArgument(directive: DirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** Whether a directive says an argument is so, or not so. */
export function hasFlag(directive: DirectiveNode, name: string, flag: boolean): boolean {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN && value.value === flag;
}
