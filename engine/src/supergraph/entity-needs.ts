import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { parseFieldSet } from './field-set.ts';
import { hasFlag, subgraphNames, textArgument } from './join-directives.ts';

/** What a subgraph needs to know of an entity before it answers for it. */
export interface EntityNeeds {
  /** The keys of a type that the subgraph resolves; none where it does not know such entities. */
  keys(subgraph: string, typeName: string): readonly SelectionSetNode[];
  /** What a field's @requires names, as the planner knows it; undefined where it requires nothing. */
  required(subgraph: string, typeName: string, fieldName: string): SelectionSetNode | undefined;
}

/** The needs as plain data, by places such as `User.tier in users`. */
export interface EntityNeedsTable {
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  readonly required: ReadonlyMap<string, SelectionSetNode>;
}

/** Reads the needs from a planning supergraph. */
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

/** Finds the needs in a table of them. */
export function createEntityNeeds({ keys, required }: EntityNeedsTable): EntityNeeds {
  return {
    keys: (subgraph, typeName) => keys.get(`${typeName} in ${subgraph}`) ?? [],
    required: (subgraph, typeName, fieldName) => required.get(`${typeName}.${fieldName} in ${subgraph}`),
  };
}
