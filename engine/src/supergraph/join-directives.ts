import { type DirectiveNode, type DocumentNode, type EnumValueDefinitionNode, Kind } from 'graphql';

/** Name and URL of a subgraph in a supergraph. */
export interface SubgraphDefinition {
  readonly name: string;
  readonly url: string;
}

/** Returns the subgraphs' names by their enum values in the join directives. */
export function subgraphNames(supergraph: DocumentNode): ReadonlyMap<string, string> {
  return new Map([...subgraphsByValue(supergraph)].map(([value, { name }]) => [value, name]));
}

/** Returns the subgraphs that a supergraph is composed of. */
export function subgraphsOf(supergraph: DocumentNode): readonly SubgraphDefinition[] {
  return [...subgraphsByValue(supergraph).values()];
}

function subgraphsByValue(supergraph: DocumentNode): ReadonlyMap<string, SubgraphDefinition> {
  const subgraphs = new Map<string, SubgraphDefinition>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const value of definition.values ?? []) {
      const name = argumentOf(value, 'name');
      if (name !== undefined) subgraphs.set(value.name.value, { name, url: argumentOf(value, 'url') ?? '' });
    }
  }
  return subgraphs;
}

function argumentOf({ directives }: EnumValueDefinitionNode, name: string): string | undefined {
  return directives?.map((directive) => textArgument(directive, name)).find((each) => each !== undefined);
}

/** Returns a directive's argument that is a string or an enum value, or undefined if absent. */
export function textArgument(directive: DirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** Returns true if a directive has a boolean argument with the value `flag`. */
export function hasFlag(directive: DirectiveNode, name: string, flag: boolean): boolean {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN && value.value === flag;
}
