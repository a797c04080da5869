import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';

/** A scalar or enum that a value of a client can have. */
export interface InputType {
  readonly typeName: string;
  /** The variable that brings it; undefined if it stands in the operation itself. */
  readonly variable: string | undefined;
}

/**
 * Returns the scalars and enums that a client's value can be made of. Nothing is known of what is inside a variable's
 * value, so a variable that is an input object counts as made of everything that the object can have.
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
