import type { ASTNode, DefinitionNode, DocumentNode } from 'graphql';

/** The parsed schema of one subgraph. */
export interface ParsedSubgraph {
  readonly name: string;
  readonly document: DocumentNode;
}

/**
 * Finds where the subgraphs define the first schema coordinate (`Type` or `Type.field`, in double quotes) that a
 * sentence names. Returns `users/schema.graphql:12` for each place, or an empty list if nothing is defined.
 */
export function findPlaces(sentence: string, subgraphs: readonly ParsedSubgraph[]): readonly string[] {
  for (const [, type = '', field] of sentence.matchAll(/"(\w+)(?:\.(\w+))?/g)) {
    const places = subgraphs.flatMap(({ name, document }) =>
      document.definitions
        .filter((definition) => 'name' in definition && definition.name?.value === type)
        .flatMap((definition): readonly ASTNode[] =>
          field === undefined ? [definition] : fieldsOf(definition, field),
        )
        .flatMap(({ loc }) => (loc === undefined ? [] : [`${name}/schema.graphql:${loc.startToken.line}`])),
    );
    if (places.length > 0) return places;
  }
  return [];
}

function fieldsOf(definition: DefinitionNode, name: string): readonly ASTNode[] {
  const fields = 'fields' in definition ? (definition.fields ?? []) : [];
  return fields.filter((field) => field.name.value === name);
}
