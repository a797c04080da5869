import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  getNamedType,
  isAbstractType,
} from 'graphql';
import { createAbstractSelections } from './abstract-selections.ts';
import type { AccessRules } from './access-rules.ts';
import { inputTypesOf } from './input-types.ts';
import type { Passes, Requirement } from './requirement.ts';
import type { Scopes } from './scope.ts';
import type { TypeConditions } from './type-conditions.ts';

/** Access decisions for the types and fields of one operation. */
export interface FieldAccess {
  isTypeAllowed(typeName: string): boolean;
  /** Returns true if the rules on a field and its type allow the field. */
  isFieldAllowed(typeName: string, fieldName: string): boolean;
  /** Returns true if a field is allowed by its return type, the selections on that type, and its arguments. */
  isUseAllowed(field: FieldNode, definition: GraphQLField<unknown, unknown>): boolean;
  /** Object types that are not allowed. */
  readonly refusedTypes: ReadonlySet<string>;
  /** Variables whose values affected a decision, or would have with other values. */
  readonly decisive: ReadonlySet<string>;
}

/** Source of the decisions on the fields of one operation. */
export interface FieldAccessSource {
  readonly rules: AccessRules;
  readonly scopes: Scopes;
  readonly conditions: TypeConditions;
  readonly passes: Passes;
  /** Values of decisive variables. All others count as absent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Creates access decisions. Every decision checks all requirements that it may depend on, so that they can be
 * collected.
 */
export function createFieldAccess(source: FieldAccessSource): FieldAccess {
  const { rules, scopes, conditions, passes, variables } = source;
  const types = new Map<string, boolean>();
  const refusedTypes = new Set<string>();
  const decisive = new Set<string>();
  const abstract = createAbstractSelections(scopes, conditions, variables);
  const areMet = (requirements: readonly Requirement[]): boolean =>
    requirements.filter((requirement) => !passes(requirement)).length === 0;
  const isTypeAllowed = (typeName: string): boolean => {
    const isAllowed = types.get(typeName) ?? areMet(rules.ofType(typeName));
    types.set(typeName, isAllowed);
    if (!isAllowed) refusedTypes.add(typeName);
    return isAllowed;
  };
  const isAbstractAllowed = ({ selectionSet }: FieldNode, returned: GraphQLCompositeType): boolean => {
    const { typeNames } = scopes.of(returned);
    const refused = [...typeNames].filter((typeName) => !isTypeAllowed(typeName));
    if (refused.length === 0) return true;
    if (refused.length === typeNames.size || selectionSet === undefined) return false;
    for (const name of abstract.conditionsIn(selectionSet, returned)) decisive.add(name);
    return !refused.some((typeName) => abstract.selectsFrom(selectionSet, returned, typeName));
  };
  const areArgumentsAllowed = (field: FieldNode, definition: GraphQLField<unknown, unknown>): boolean => {
    const refused = inputTypesOfArguments(field, definition).filter(
      ({ typeName }) => !areMet(rules.ofType(typeName)),
    );
    for (const { variable } of refused) if (variable !== undefined) decisive.add(variable);
    return refused.every(({ variable }) => variable !== undefined && isAbsent(variables[variable]));
  };
  return {
    isTypeAllowed,
    isFieldAllowed: (typeName, fieldName) => {
      const isParentAllowed = isTypeAllowed(typeName);
      return areMet(rules.ofField(typeName, fieldName)) && isParentAllowed;
    },
    isUseAllowed(field, definition) {
      const returned = getNamedType(definition.type);
      const isReturnAllowed = isAbstractType(returned)
        ? isAbstractAllowed(field, returned)
        : areMet(rules.ofType(returned.name));
      return areArgumentsAllowed(field, definition) && isReturnAllowed;
    },
    refusedTypes,
    decisive,
  };
}

function inputTypesOfArguments(field: FieldNode, definition: GraphQLField<unknown, unknown>) {
  return (field.arguments ?? []).flatMap((argument) => {
    const type = definition.args.find(({ name }) => name === argument.name.value)?.type;
    return type === undefined ? [] : inputTypesOf(type, argument.value);
  });
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
