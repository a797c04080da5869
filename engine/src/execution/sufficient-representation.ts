import type { FetchNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { readEntityFields } from './entity-fields.ts';
import type { JsonObject } from './json-object.ts';
import { isOfType } from './possible-types.ts';

/** Whether a representation of an object of a type has what the subgraph needs to answer all that the fetch asks. */
export type IsSufficient = (representation: JsonObject, typeName: string) => boolean;

/**
 * A representation needs one of the keys that the subgraph resolves for the type that it names, and what the fetch's
 * fields on the object's type require. Soft requirements can leave less: the planner joins what objects of different
 * types need into one fetch.
 */
export function createIsSufficient(node: FetchNode, state: SupergraphState): IsSufficient {
  const fields = readEntityFields(node);
  const requiredByType = new Map<string, readonly string[]>();
  const requiredOf = (typeName: string): readonly string[] => {
    const known = requiredByType.get(typeName);
    if (known !== undefined) return known;
    const required = fields.flatMap((field) => {
      const applies = isOfType(state.supergraphSchema, typeName, field.typeName);
      const set = applies && state.entityNeeds.required(node.serviceName, field.typeName, field.fieldName);
      return set ? namesOf(set, state) : [];
    });
    requiredByType.set(typeName, required);
    return required;
  };
  return (representation, typeName) => {
    const keys = state.entityNeeds.keys(node.serviceName, String(representation.__typename));
    const has = (name: string): boolean => representation[name] !== undefined;
    return keys.some((key) => namesOf(key, state).every(has)) && requiredOf(typeName).every(has);
  };
}

/** The top-level fields of a field set by the names that the subgraph has for them. */
function namesOf(set: SelectionSetNode, state: SupergraphState): readonly string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return [];
    const name = selection.name.value;
    return [state.virtualFields.get(name)?.name ?? name];
  });
}
