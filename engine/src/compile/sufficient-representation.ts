import type { FetchNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import type { JsonObject } from '../json-object.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import { readEntityFields } from './entity-fields.ts';
import { isOfType } from './possible-types.ts';

/**
 * Function that returns true if a representation of an object of a type has all that the subgraph needs for the
 * fetch.
 */
export type IsSufficient = (representation: JsonObject, typeName: string) => boolean;

/**
 * Creates the check for sufficient representations. A representation needs a key that the subgraph resolves for its
 * type, and all that the fetch's fields on the object's type require. It may lack some of that, because the planner
 * joins the needs of different types into one fetch.
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

/** Returns the top-level fields of a field set, in the subgraph's names. */
function namesOf(set: SelectionSetNode, state: SupergraphState): readonly string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return [];
    const name = selection.name.value;
    return [state.virtualFields.get(name)?.name ?? name];
  });
}
