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
 * Prints a supergraph without descriptions and without the directives of the join specification, which only planning
 * needs. They are most of the text and slow to parse. Keeps `@join__directive`, which carries directives of other
 * specifications.
 */
export function printReducedSupergraph(supergraph: DocumentNode): string {
  return print(
    visit(supergraph, {
      StringValue: (_, key) => (key === 'description' ? null : undefined),
      Directive: ({ name }) => (isOnlyForPlanning(name.value) ? null : undefined),
    }),
  );
}

/** Returns true if a supergraph has types, fields or values that its API schema does not have. */
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

/**
 * Returns feature names: `join` of `@join__type`, `policy` of `@policy`. Types of such a feature, as `join__Graph`,
 * are never part of an API schema.
 */
function featuresOf({ definitions }: DocumentNode): ReadonlySet<string | undefined> {
  const directives = definitions.filter((definition) => definition.kind === Kind.DIRECTIVE_DEFINITION);
  return new Set(directives.map(({ name }) => name.value.split('__', 1)[0]));
}

/** Returns the number of fields, values or members of each type. A supergraph has no type extensions. */
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
