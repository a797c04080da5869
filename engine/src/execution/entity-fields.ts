import type { FetchNode } from '@apollo/query-planner';
import { type DocumentNode, parse, print, stripIgnoredCharacters, visit } from 'graphql';

/** A field that a fetch asks of entities themselves, with the type that it is asked on. */
export type OnEntityField = (typeName: string, fieldName: string) => boolean;

/** The entity fetch with only those fields of its entities that `keep` is true of, and the variables that they use. */
export function keepEntityFields(node: FetchNode, keep: OnEntityField): FetchNode {
  const kept = filterEntityFields(parse(node.operation, { noLocation: true }), keep);
  const used = usedVariables(kept);
  const document = visit(kept, {
    VariableDefinition: (definition) => (used.has(definition.variable.name.value) ? undefined : null),
  });
  return {
    ...node,
    operation: stripIgnoredCharacters(print(document)),
    variableUsages: (node.variableUsages ?? []).filter((name) => used.has(name)),
  };
}

function filterEntityFields(document: DocumentNode, keep: OnEntityField): DocumentNode {
  const types: string[] = [];
  return visit(document, {
    InlineFragment: {
      enter: (fragment) => void types.push(fragment.typeCondition?.name.value ?? types.at(-1) ?? ''),
      leave(fragment) {
        types.pop();
        return fragment.selectionSet.selections.length === 0 ? null : undefined;
      },
    },
    Field(field) {
      const name = field.name.value;
      if (name === '_entities') return undefined;
      // Neither answer descends: only the entity's own fields are in question.
      return name === '__typename' || keep(types.at(-1) ?? '', name) ? false : null;
    },
  });
}

function usedVariables(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: (variable) => void used.add(variable.name.value),
  });
  return used;
}
