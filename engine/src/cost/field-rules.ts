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

/** What the supergraph says of a field that is selected on some type. */
export interface FieldRules {
  readonly name: string;
  readonly definition: GraphQLField<unknown, unknown> | undefined;
  /** The weight that `@cost` gives the field or its type; undefined if it gives none. */
  readonly weight: number | undefined;
  /** 1 unless the field is a list. */
  readonly length: Figure;
  /** The lengths of lists in what the field returns. */
  readonly sized: ReadonlyMap<string, Figure>;
  /** The weight that `@cost` gives an argument; undefined if it gives none. */
  argumentWeight(argument: string): number | undefined;
}

/**
 * Reads the rules of a field. On an interface the greatest weight and length of its implementing types count, so that a
 * client pays no less for a field by the way that it is selected.
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

/** The types whose rules hold for a field of a type: an interface's own, and those of the types that implement it. */
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
