import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';

/** Scalar or enum that a client's value can contain. */
export interface InputType {
  readonly typeName: string;
  /** Variable with the value, or undefined for a literal. */
  readonly variable: string | undefined;
}

/**
 * Returns the scalars and enums that a client's value can contain. The content of a variable is unknown, so an input
 * object counts as containing all its fields.
 */
export function inputTypesOf(type: GraphQLInputType, value: ValueNode): readonly InputType[] {
  if (value.kind === Kind.NULL) return [];
  const nullable = getNullableType(type);
  const named = getNamedType(type);
  if (isListType(nullable) && value.kind === Kind.LIST)
    return value.values.flatMap((element) => inputTypesOf(nullable.ofType, element));
  if (isInputObjectType(named) && value.kind === Kind.OBJECT) {
    return value.fields.flatMap((field) => {
      const definition = named.getFields()[field.name.value];
      return definition ? inputTypesOf(definition.type, field.value) : [];
    });
  }
  const variable = value.kind === Kind.VARIABLE ? value.name.value : undefined;
  return [...leavesOf(type, new Set())].map((typeName) => ({ typeName, variable }));
}

function leavesOf(type: GraphQLInputType, seen: Set<unknown>): ReadonlySet<string> {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return new Set([named.name]);
  if (seen.has(named)) return new Set();
  seen.add(named);
  return new Set(Object.values(named.getFields()).flatMap((field) => [...leavesOf(field.type, seen)]));
}
