import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  getNamedType,
  isAbstractType,
} from 'graphql';
import { selectsFromAny } from './abstract-selections.ts';
import type { AccessRules } from './access-rules.ts';
import { inputTypesOf } from './input-types.ts';
import type { Passes, Requirement } from './requirement.ts';
import type { Scope, Scopes } from './scope.ts';
import type { TypeConditions } from './type-conditions.ts';

/** Decides on fields, by the rules and what of them is met. */
export interface FieldAccess {
  /** Whether a field may be asked of objects of all types of a scope. */
  isAllowed(field: FieldNode, definition: GraphQLField<unknown, unknown>, scope: Scope): boolean;
  /** The object types that were found not to be allowed. */
  readonly refusedTypes: ReadonlySet<string>;
}

/** What decisions on the fields of one operation are made by. */
export interface FieldAccessSource {
  readonly rules: AccessRules;
  readonly scopes: Scopes;
  readonly conditions: TypeConditions;
  readonly passes: Passes;
}

/** Decisions by these rules; every requirement that a decision may turn on is asked for. */
export function createFieldAccess({ rules, scopes, conditions, passes }: FieldAccessSource): FieldAccess {
  const refusedTypes = new Set<string>();
  const areMet = (requirements: readonly Requirement[]): boolean =>
    requirements.filter((requirement) => !passes(requirement)).length === 0;
  const isTypeAllowed = (typeName: string): boolean => {
    const isAllowed = areMet(rules.ofType(typeName));
    if (!isAllowed) refusedTypes.add(typeName);
    return isAllowed;
  };
  const isReturnAllowed = (field: FieldNode, returned: GraphQLCompositeType): boolean => {
    const scope = scopes.of(returned);
    const refused = new Set([...scope.typeNames].filter((typeName) => !isTypeAllowed(typeName)));
    if (refused.size === 0) return true;
    if (refused.size === scope.typeNames.size || field.selectionSet === undefined) return false;
    return !selectsFromAny(refused, { set: field.selectionSet, parent: returned, scope }, scopes, conditions);
  };
  return {
    refusedTypes,
    isAllowed(field, definition, scope) {
      const owners = [...scope.typeNames];
      const returned = getNamedType(definition.type);
      const verdicts = [
        ...owners.map(isTypeAllowed),
        ...owners.map((typeName) => areMet(rules.ofField(typeName, field.name.value))),
        isAbstractType(returned) ? isReturnAllowed(field, returned) : areMet(rules.ofType(returned.name)),
        ...argumentTypes(field, definition).map((typeName) => areMet(rules.ofType(typeName))),
      ];
      return verdicts.every((isAllowed) => isAllowed);
    },
  };
}

function argumentTypes(field: FieldNode, definition: GraphQLField<unknown, unknown>): readonly string[] {
  return (field.arguments ?? []).flatMap((argument) => {
    const type = definition.args.find(({ name }) => name === argument.name.value)?.type;
    return type === undefined ? [] : [...inputTypesOf(type, argument.value)];
  });
}
