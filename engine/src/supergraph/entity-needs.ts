import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { parseFieldSet } from './field-set.ts';
import { hasFlag, subgraphNames, textArgument } from './join-directives.ts';

/** Fields that a subgraph needs of an entity before it resolves the entity's fields. */
export interface EntityNeeds {
  /**
   * Returns the resolvable keys of a type in a subgraph, or an empty list if the subgraph does not resolve such
   * entities.
   */
  keys(subgraph: string, typeName: string): readonly SelectionSetNode[];
  /** Returns the selection of a field's @requires in the planner's names, or undefined if it has none. */
  required(subgraph: string, typeName: string, fieldName: string): SelectionSetNode | undefined;
}

/** Entity needs as plain data, by keys such as `User.tier in users`. */
export interface EntityNeedsTable {
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  readonly required: ReadonlyMap<string, SelectionSetNode>;
}

/** Reads the entity needs from a planning supergraph. */
export function readEntityNeeds(supergraph: DocumentNode): EntityNeedsTable {
  const subgraphs = subgraphNames(supergraph);
  const keys = new Map<string, SelectionSetNode[]>();
  const required = new Map<string, SelectionSetNode>();
  for (const type of supergraph.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const join of type.directives ?? []) {
      const key = textArgument(join, 'key');
      if (join.name.value !== 'join__type' || key === undefined || hasFlag(join, 'resolvable', false))
        continue;
      const place = `${type.name.value} in ${subgraphs.get(textArgument(join, 'graph') ?? '')}`;
      keys.set(place, [...(keys.get(place) ?? []), parseFieldSet(key)]);
    }
    for (const field of type.fields ?? []) {
      for (const join of field.directives ?? []) {
        const requires = textArgument(join, 'requires');
        if (join.name.value !== 'join__field' || requires === undefined) continue;
        const subgraph = subgraphs.get(textArgument(join, 'graph') ?? '');
        required.set(`${type.name.value}.${field.name.value} in ${subgraph}`, parseFieldSet(requires));
      }
    }
  }
  return { keys, required };
}

/** Creates the look-up in a table of entity needs. */
export function createEntityNeeds({ keys, required }: EntityNeedsTable): EntityNeeds {
  return {
    keys: (subgraph, typeName) => keys.get(`${typeName} in ${subgraph}`) ?? [],
    required: (subgraph, typeName, fieldName) => required.get(`${typeName}.${fieldName} in ${subgraph}`),
  };
}
