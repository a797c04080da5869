import { type ConstDirectiveNode, type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { parseFieldSet } from './field-set.ts';

/** What a field's @requires names in a subgraph, as the planner knows it; undefined where it requires nothing. */
export type RequiredFields = (
  subgraph: string,
  typeName: string,
  fieldName: string,
) => SelectionSetNode | undefined;

/** Reads the requirements of a planning supergraph. */
export function createRequiredFields(supergraph: DocumentNode): RequiredFields {
  const subgraphs = subgraphNames(supergraph);
  const required = new Map<string, SelectionSetNode>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      continue;
    for (const field of definition.fields ?? []) {
      for (const directive of field.directives ?? []) {
        const requires = stringOf(directive, 'requires');
        const subgraph = subgraphs.get(stringOf(directive, 'graph') ?? '');
        if (directive.name.value !== 'join__field' || requires === undefined || subgraph === undefined)
          continue;
        required.set(keyOf(subgraph, definition.name.value, field.name.value), parseFieldSet(requires));
      }
    }
  }
  return (subgraph, typeName, fieldName) => required.get(keyOf(subgraph, typeName, fieldName));
}

function keyOf(subgraph: string, typeName: string, fieldName: string): string {
  return `${typeName}.${fieldName} in ${subgraph}`;
}

/** The names by the enum values that stand for them in `@join__field(graph:)`. */
function subgraphNames(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const value of definition.values ?? []) {
      const name = value.directives
        ?.map((directive) => stringOf(directive, 'name'))
        .find((each) => each !== undefined);
      if (name !== undefined) names.set(value.name.value, name);
    }
  }
  return names;
}

function stringOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
