import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isUnionType,
} from 'graphql';
import { type Figure, maximum } from './cost-expression.ts';
import type { CostSource, SelectionPlace } from './cost-source.ts';
import { lengthOf } from './list-length.ts';

/** Cost rules of a field that is selected on some type. */
export interface FieldRules {
  readonly name: string;
  readonly definition: GraphQLField<unknown, unknown> | undefined;
  /** Weight that `@cost` gives the field or its type, or undefined if there is none. */
  readonly weight: number | undefined;
  /** Length of the list, or 1 if the field is not a list. */
  readonly length: Figure;
  /** Lengths of lists in the returned object. */
  readonly sized: ReadonlyMap<string, Figure>;
  /** Returns the weight that `@cost` gives an argument, or undefined if there is none. */
  argumentWeight(argument: string): number | undefined;
}

/**
 * Reads the rules of a field. On an interface the greatest weight and length of its implementing types count. A client
 * then cannot lower the cost of a field by selecting it on the interface.
 */
export function readFieldRules(source: CostSource, field: FieldNode, place: SelectionPlace): FieldRules {
  const { rules, schema, defaultListSize } = source;
  const name = source.realName(field.name.value);
  const definition = fieldOf(place.type, name);
  const owners = ownersOf(schema, place.type);
  const typeName = definition ? getNamedType(definition.type).name : '';
  const isList = definition !== undefined && isListType(getNullableType(definition.type));
  const sized = new Map<string, Figure>();
  let own: Figure | undefined;
  for (const owner of owners) {
    const listSize = rules.listSize(owner, name);
    if (listSize === undefined) continue;
    const length = lengthOf(
      {
        field,
        definition: fieldOf(schema.getType(owner), name) ?? definition,
        // The interface may lack the argument.
        listSize: owner === place.type.name ? listSize : { ...listSize, requireOneSlicingArgument: false },
        clientName: source.clientName,
      },
      defaultListSize,
    );
    if (listSize.sizedFields.length === 0) own = maximum(own ?? 0, length);
    for (const part of listSize.sizedFields) sized.set(part, maximum(sized.get(part) ?? 0, length));
  }
  return {
    name,
    definition,
    weight: greatest(owners.map((owner) => rules.fieldWeight(owner, name))) ?? rules.typeWeight(typeName),
    length: isList ? (place.sized.get(name) ?? own ?? defaultListSize) : 1,
    sized,
    argumentWeight: (argument) =>
      greatest(owners.map((owner) => rules.argumentWeight(owner, name, argument))),
  };
}

function greatest(weights: readonly (number | undefined)[]): number | undefined {
  const known = weights.filter((weight) => weight !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** Returns the types whose rules apply to a field: its type, and for an interface also the implementing types. */
function ownersOf(schema: GraphQLSchema, type: GraphQLCompositeType): readonly string[] {
  return isAbstractType(type)
    ? [type.name, ...schema.getPossibleTypes(type).map(({ name }) => name)]
    : [type.name];
}

function fieldOf(
  type: ReturnType<GraphQLSchema['getType']>,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return !isCompositeType(type) || isUnionType(type) ? undefined : type.getFields()[name];
}
