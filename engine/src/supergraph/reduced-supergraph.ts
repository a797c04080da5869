import {
  type DefinitionNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  print,
  type TypeDefinitionNode,
  visit,
} from 'graphql';

/**
 * A supergraph without what only planning needs, its descriptions and the directives of the join specification, which
 * are most of it and make it slow to parse. `@join__directive`, which carries directives of others, stays.
 */
export function printReducedSupergraph(supergraph: DocumentNode): string {
  return print(
    visit(supergraph, {
      StringValue: (_, key) => (key === 'description' ? null : undefined),
      Directive: ({ name }) => (isOnlyForPlanning(name.value) ? null : undefined),
    }),
  );
}

/** Whether a supergraph has types, fields or values that its API schema has not. */
export function hidesSomething(supergraph: DocumentNode, api: DocumentNode): boolean {
  const seen = countMembers(api.definitions);
  const features = featuresOf(supergraph);
  const types = supergraph.definitions
    .filter(isTypeDefinitionNode)
    .filter(({ name }) => !features.has(name.value.split('__', 1)[0]));
  return [...countMembers(types)].some(([name, count]) => seen.get(name) !== count);
}

function isOnlyForPlanning(directive: string): boolean {
  return directive.startsWith('join__') && directive !== 'join__directive';
}

/** `join` of `@join__type`, `policy` of `@policy`: the types of such a feature, as `join__Graph`, are nobody's to ask for. */
function featuresOf({ definitions }: DocumentNode): ReadonlySet<string | undefined> {
  const directives = definitions.filter((definition) => definition.kind === Kind.DIRECTIVE_DEFINITION);
  return new Set(directives.map(({ name }) => name.value.split('__', 1)[0]));
}

/** How many fields, values or members each type has. A supergraph has its types whole, and no extensions. */
function countMembers(definitions: readonly DefinitionNode[]): ReadonlyMap<string, number> {
  return new Map(
    definitions.filter(isTypeDefinitionNode).map((type) => [type.name.value, membersOf(type).length]),
  );
}

function membersOf(type: TypeDefinitionNode): readonly unknown[] {
  switch (type.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
      return [];
    case Kind.ENUM_TYPE_DEFINITION:
      return type.values ?? [];
    case Kind.UNION_TYPE_DEFINITION:
      return type.types ?? [];
    default:
      return type.fields ?? [];
  }
}
