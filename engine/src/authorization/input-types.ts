import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';

/**
 * The names of the scalars and enums that a value which a client gives can be made of. Of a variable that is an input
 * object nothing is known before the request, so it counts as made of everything that the object may have.
 */
export function inputTypesOf(type: GraphQLInputType, value: ValueNode): ReadonlySet<string> {
  const names = new Set<string>();
  collect(type, value, names);
  return names;
}

function collect(type: GraphQLInputType, value: ValueNode, names: Set<string>): void {
  if (value.kind === Kind.NULL) return;
  const nullable = getNullableType(type);
  const named = getNamedType(type);
  if (isListType(nullable) && value.kind === Kind.LIST) {
    for (const element of value.values) collect(nullable.ofType, element, names);
  } else if (isInputObjectType(named) && value.kind === Kind.OBJECT) {
    for (const field of value.fields) {
      const definition = named.getFields()[field.name.value];
      if (definition) collect(definition.type, field.value, names);
    }
  } else collectAll(type, names, new Set());
}

function collectAll(type: GraphQLInputType, names: Set<string>, seen: Set<unknown>): void {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) {
    names.add(named.name);
    return;
  }
  if (seen.has(named)) return;
  seen.add(named);
  for (const field of Object.values(named.getFields())) collectAll(field.type, names, seen);
}
